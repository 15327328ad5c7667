// One of the processes that `trials.ts` starts: runs as many trials as it is told, and answers with CPU seconds a trial.
import { inlineMore } from '../dist/cli/compiler-flags.js';
import { Auditor } from '../dist/engine/auditor.js';
import type { Listener, Tell } from '../dist/engine/telling.js';
import { TraceHash } from '../dist/engine/trace-hash.js';
import { planOf, trialSeconds } from './plans.js';
import type { Subject } from './trials.js';

// As the command line does.
inlineMore();

/** Turns the hash off, which no user can: nothing is folded, and all else happens as before. */
function removeHash(): void {
  // On the prototypes and before the first trial, so that the compiler never saw it otherwise.
  Object.assign(TraceHash.prototype, { event() {}, value() {} });
  const auditor = Auditor.prototype as unknown as { open(observation: object): OpenChannel };
  const { open } = auditor;
  auditor.open = function (observation) {
    const channel = open.call(this, observation);
    channel.tell = tellWithoutHash(channel.listeners.length);
    return channel;
  };
}

interface OpenChannel {
  tell: Tell;
  readonly listeners: readonly Listener[];
}

function tellWithoutHash(listenerCount: number): Tell {
  const calls = Array.from(
    { length: listenerCount },
    (_, index) => `listeners[${index}].hear(observation, node, atUs);`,
  );
  const parameters = ['hash', 'listeners', 'observation', 'node', 'atUs'];
  return new Function(...parameters, calls.join('\n')) as Tell;
}

const { config, without } = JSON.parse(process.argv[2] as string) as Subject;
if (without === 'hash') removeHash();
const plan = planOf(config);
const run = trialSeconds(without === 'checks' ? { ...plan, invariants: [] } : plan);
process.on('message', (count: number) => process.send?.(run(count)));
