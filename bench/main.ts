// `npm run bench`: speed as ratios inside one run, by CPU time, medians of several rounds taken in turns.
import { inTurns } from './cpu-time.js';
import { bytesPerPendingEvent, floodingWorld, scheduleRate } from './engine.js';
import { kernels } from './kernels.js';
import { findPeers } from './peers.js';
import { planOf, trialSeconds } from './plans.js';
import { measureTrials, rateOf, shareOf } from './trials.js';

const ROUNDS = 7;

interface Line {
  readonly what: string;
  readonly value: string;
  /** The least, or most, that we promise. */
  readonly promise?: string;
  readonly isKept?: boolean;
}

function atLeast(what: string, value: number, floor: number, show = ratio): Line {
  return { what, value: show(value), promise: `at least ${show(floor)}`, isKept: value >= floor };
}

function atMost(
  what: string,
  value: number,
  ceiling: number,
  show: (value: number) => string,
): Line {
  return {
    what,
    value: show(value),
    promise: `at most ${show(ceiling)}`,
    isKept: value <= ceiling,
  };
}

const ratio = (value: number): string => `${value.toFixed(2)} x`;
const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en-US')}/s`;
const milliseconds = (value: number): string => `${(value * 1_000).toFixed(2)} ms`;
const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
const bytes = (value: number): string => `${value.toFixed(0)} B`;

function engineLines(): Line[] {
  // First of all: what others leave behind in the heap would count, too.
  const pendingEventBytes = bytesPerPendingEvent();
  const { simpy, cpp } = findPeers();
  const world = floodingWorld();
  const rates = inTurns(ROUNDS, {
    schedule: () => scheduleRate(),
    flood: () => world.rate(),
    ...(simpy && {
      simpySchedule: () => simpy.run('schedule'),
      simpyBroadcast: () => simpy.run('broadcast'),
    }),
    ...(cpp && { cpp: () => cpp.run() }),
  });
  const rate = (name: string): number => rates[name] ?? Number.NaN;
  const lines: Line[] = [
    { what: 'schedule, 100 pending', value: perSecond(rate('schedule')) },
    atLeast('16 nodes broadcasting: messages delivered', rate('flood'), 3_000_000, perSecond),
  ];
  if (cpp) {
    lines.push(
      atLeast(
        `schedule against a std::priority_queue loop (${cpp.version})`,
        rate('schedule') / rate('cpp'),
        0.4,
      ),
    );
  } else lines.push({ what: 'std::priority_queue', value: 'not measured: no g++ here' });
  if (simpy) {
    lines.push(
      atLeast(`schedule against ${simpy.version}`, rate('schedule') / rate('simpySchedule'), 4.5),
      atLeast(
        `broadcasting against ${simpy.version}’s Store`,
        rate('flood') / rate('simpyBroadcast'),
        18,
      ),
    );
  } else lines.push({ what: 'SimPy', value: 'not measured: no python3-simpy here' });
  lines.push(atMost('memory a pending event', pendingEventBytes, 120, bytes));
  return lines;
}

async function trialLines(): Promise<Line[]> {
  const rounds = await measureTrials();
  return [
    atLeast(
      'Raft, 5 nodes, 2 s, leader crash, no load: trials',
      rateOf(rounds, 'idle'),
      8_000,
      perSecond,
    ),
    atLeast(
      'the same with 100 proposals a second: trials',
      rateOf(rounds, 'loaded'),
      1_200,
      perSecond,
    ),
    atMost('trace hash, share of the run', shareOf(rounds, 'unhashed'), 0.08, percent),
    atMost('safety checks, share of the run', shareOf(rounds, 'unchecked'), 0.15, percent),
  ];
}

/** One decision of pBFT, with the hash and the check of agreement on. */
function pbftLines(): Line[] {
  const costs = inTurns(ROUNDS, {
    16: decisionCost(16, 400),
    64: decisionCost(64, 60),
    512: decisionCost(512, 2),
  });
  const seconds = (nodes: number): number => costs[nodes] ?? Number.NaN;
  const messageSeconds = (nodes: number): number => seconds(nodes) / (2 * nodes * (nodes - 1));
  return [
    atMost('pBFT, 64 replicas: a decision', seconds(64), 0.004, milliseconds),
    atMost('pBFT, 512 replicas: a decision', seconds(512), 1, milliseconds),
    atMost(
      'pBFT: a message among 512 replicas against one among 16',
      messageSeconds(512) / messageSeconds(16),
      3,
      ratio,
    ),
  ];
}

function decisionCost(nodes: number, decisions: number): () => number {
  const changes = { nodes: String(nodes), 'clients.operations': String(decisions) };
  const run = trialSeconds(planOf('pbft/speed.yaml', changes));
  // Until it is compiled: the first trial is several times as slow.
  run(1);
  return () => run(1) / decisions;
}

function print(title: string, lines: readonly Line[]): void {
  console.log(`\n${title}`);
  for (const { what, value, promise, isKept } of lines) {
    const mark = isKept === undefined ? ' ' : isKept ? '✓' : '✗';
    console.log(`${mark} ${what.padEnd(66)} ${value.padStart(14)}  ${promise ?? ''}`);
  }
}

const lines = [...engineLines(), ...(await trialLines()), ...pbftLines()];
print(`Medians of ${ROUNDS} rounds, process CPU time, Node ${process.versions.node}`, lines);
const kernelLines = (await kernels()).map(({ name, nanoseconds }) => ({
  what: name,
  value: `${nanoseconds.toFixed(1)} ns`,
}));
print('Kernels', kernelLines);
const broken = lines.filter(({ isKept }) => isKept === false);
if (broken.length > 0) process.exitCode = 1;
