import type { NodeId } from '../../../core/identity.ts';
import type { Invariant, TrialEnd } from '../../../core/invariant.ts';
import type { Micros } from '../../../core/micros.ts';
import type { ProtocolTypes } from '../../../core/protocol.ts';
import { HonestInputs } from './honest-inputs.ts';
import type { AsynchronousParams } from './params.ts';
import { invariantOf } from './types.ts';

/** When every honest node must decide in the end. */
type Premise<T extends ProtocolTypes> =
  /** Whatever happens. */
  | { readonly when: 'always' }
  /**
   * Some honest node has, so long before the end. Liars lie to the end, and a vote that they keep back may let the first
   * honest node decide in the last instant, when the others cannot hear of it any more: that breaks no promise.
   */
  | { readonly when: 'someoneDecided'; spreadUs(params: T['Params']): Micros }
  /** All honest nodes that begin with a value begin with the same; in a broadcast: the sender is honest. */
  | { readonly when: 'unanimous' };

type Promised<T extends ProtocolTypes> = Premise<T> & {
  readonly name: string;
  readonly sentence: string;
  readonly citation?: string;
};

/**
 * Where nobody declares how long a message takes, whoever waits asks again, time after time. If nothing got lost one
 * repetition would do. A step has four: where one message in fifty is lost, a node misses it once in 400,000 times.
 */
const REPETITIONS = 4;

/** How long it takes, after the heal, until what one honest node has decided is decided by all, in so many steps. */
export function timeToSpreadUs({ repeatAfter }: AsynchronousParams, steps: number): Micros {
  return steps * REPETITIONS * repeatAfter;
}

/** Every honest node decides in the end, if the premise holds. Who was corrupted is asked for nothing. */
export function everyoneDecides<T extends ProtocolTypes>(promised: Promised<T>): Invariant<T> {
  const { name, sentence, citation } = promised;
  return invariantOf({
    name,
    sentence,
    ...(citation !== undefined && { citation }),
    expectation: 'eventually',
    hears: ['Proposed', 'Decided', 'node:corrupted'],
    start(verdict, { nodeCount, params }) {
      const inputs = new HonestInputs();
      const [decided, corrupt] = [new Map<NodeId, Micros>(), new Set<NodeId>()];
      const holds = ({ healedAtUs, endedAtUs }: TrialEnd): boolean => {
        if (promised.when === 'unanimous') return inputs.unanimous !== undefined;
        if (promised.when === 'always') return true;
        const latestUs = endedAtUs - promised.spreadUs(params);
        return [...decided].some(
          ([node, atUs]) => !corrupt.has(node) && Math.max(atUs, healedAtUs) <= latestUs,
        );
      };
      return {
        hear(observation, node, atUs) {
          if (observation.type === 'Proposed') inputs.enter(node, observation.value, atUs);
          if (observation.type === 'Decided') decided.set(node, atUs);
          if (observation.type !== 'node:corrupted') return;
          corrupt.add(node);
          inputs.leave(node);
        },
        judge(end) {
          if (!holds(end)) return;
          verdict.exercised();
          for (let node = 0; node < nodeCount; node++) {
            if (decided.has(node) || corrupt.has(node)) continue;
            verdict.violated(`n${node} never decided`, []);
          }
        },
      };
    },
  });
}

export function termination<T extends ProtocolTypes>(citation: string): Invariant<T> {
  return everyoneDecides({
    name: 'Termination',
    sentence: 'Every honest node decides.',
    citation,
    when: 'always',
  });
}
