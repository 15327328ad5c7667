/**
 * Question: what do pBFT, HotStuff (basic and chained) and Tendermint cost under the same faults, and how does it grow
 * with the number of replicas?
 *
 * Expectation, written beforehand, from the papers. Of n = 3f + 1 replicas, without faults:
 *
 *     a decision costs          pBFT                     HotStuff, basic  HotStuff, chained  Tendermint
 *     messages                  2n(n − 1) [PBFT §4.2]    8(n − 1)         2(n − 1)           (n − 1)(2n + 1)
 *     authenticators            O(n²)                    O(n)             O(n)               O(n²)      [HotStuff Table 1]
 *     delays to commit          3                        7                7                  3
 *     delays to the answer      5                        9                9                  5
 *
 * A failing leader costs O(n³) authenticators in pBFT, since each replica sends everyone a proof for each batch that
 * prepared; O(n) in HotStuff and O(n²) in Tendermint [HotStuff Table 1]. pBFT leaves a faulty leader for good, while the
 * others come back to it in turn, so that they pay again and again.
 *
 * Factors: the protocol; n of 4, 7, 10 and 16; the faults; a constant delay, or one that varies around the same mean.
 * One client asks again as soon as it has its answer. Metrics: below, by `COLUMNS` in bft-points.ts.
 *
 * Run it with `npm run experiment:bft`, which writes results/bft-comparison/.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stringify } from 'csv-stringify/sync';
import type { ScheduledFault } from '../src/core/fault.ts';
import type { Metric } from '../src/core/metric.ts';
import type { Protocol } from '../src/core/protocol.ts';
import { configure } from '../src/experiment/configure.ts';
import { TrialRunner } from '../src/experiment/trial.ts';
import { hotstuff } from '../src/protocols/consensus/hotstuff/index.ts';
import { pbft } from '../src/protocols/consensus/pbft/index.ts';
import { tendermint } from '../src/protocols/consensus/tendermint/index.ts';
import { comparisonChart } from './bft-chart.ts';
import {
  COLUMNS,
  CONTENDERS,
  type Column,
  type Contender,
  FAULTS,
  faultyOf,
  type Measured,
  NETWORKS,
  type Point,
  SIZES,
} from './bft-points.ts';

const TRIALS = 5;
const SECONDS = 20;
/** The mean delay of a message. */
const DELAY_US = 10_000;
/** What every protocol waits for before it gives up a leader for the first time: more than basic HotStuff's eight delays. */
const TIMEOUT = '200ms';
/** After what time of silence they say again what may be lost: longer than a failed round of Tendermint. */
const REPEAT = '1s';

/** How one of the protocols takes part. */
interface Entry {
  readonly protocol: Protocol;
  readonly params: object;
  /** The columns of its own metrics that mean the same in all of them. */
  readonly decisions: string;
  readonly viewChanges: (column: (name: string) => number) => number;
  /** What only a change of the leader, or of the view, makes replicas send. */
  readonly leaderChange: readonly string[];
  /** How its leader proposes two things at once. */
  readonly lie: string;
}

const hotStuffEntry = (mode: 'basic' | 'chained', idleDelay: string): Entry => ({
  protocol: hotstuff,
  // The basic leader waits for the client's next request; a chained block is committed by the blocks after it.
  params: { mode, viewTimeout: TIMEOUT, idleDelay },
  decisions: 'decisions',
  viewChanges: (column) => column('viewChanges'),
  leaderChange: ['NewView'],
  lie: 'two-blocks',
});

const ENTRIES: Readonly<Record<Contender, Entry>> = {
  pBFT: {
    protocol: pbft,
    params: { viewTimeout: TIMEOUT, statusInterval: REPEAT },
    decisions: 'batches',
    viewChanges: (column) => column('highestView'),
    leaderChange: ['ViewChange', 'NewView'],
    lie: 'two-batches',
  },
  'HotStuff, basic': hotStuffEntry('basic', '20ms'),
  'HotStuff, chained': hotStuffEntry('chained', '100us'),
  Tendermint: {
    protocol: tendermint,
    params: {
      timeoutPropose: TIMEOUT,
      timeoutPrevote: TIMEOUT,
      timeoutPrecommit: TIMEOUT,
      resendInterval: REPEAT,
      statusInterval: REPEAT,
    },
    decisions: 'heights',
    viewChanges: (column) => column('heights') * (column('roundsPerHeight') - 1),
    leaderChange: ['RoundEnd', 'ProofOfLock'],
    lie: 'two-proposals',
  },
};

/** The same nodes at the same instants, whatever the protocol. Node 0 leads first in all of them. */
export function scheduleOf({ contender, nodes, faults }: Point): readonly ScheduledFault[] {
  const first = Array.from({ length: faultyOf(nodes) }, (_, node) => node);
  const half = Math.floor(nodes / 2);
  const all = Array.from({ length: nodes }, (_, node) => node);
  switch (faults) {
    case 'none':
      return [];
    case 'crash': {
      const fault = { kind: 'crash', target: { nodes: [0] }, forGood: true } as const;
      return [{ when: { atUs: 1_005_000 }, fault }];
    }
    case 'silent': {
      const behavior = { does: 'silence' } as const;
      const fault = { kind: 'byzantine', target: { nodes: first }, behavior } as const;
      return [{ when: { atUs: 0 }, fault }];
    }
    case 'two-faced': {
      const behavior = { does: 'lie', name: ENTRIES[contender].lie } as const;
      const fault = { kind: 'byzantine', target: { nodes: first }, behavior } as const;
      return [{ when: { atUs: 0 }, fault }];
    }
    case 'partition': {
      const groups = [all.slice(0, half), all.slice(half)];
      const cut = { kind: 'partition', shape: 'groups', groups, forUs: 1_000_000 } as const;
      return [{ when: { atUs: 5_005_000 }, fault: cut }];
    }
  }
}

/** Runs the trials of one point, for so many seconds each. */
export function measure(
  point: Point,
  trials: number = TRIALS,
  seconds: number = SECONDS,
): Measured {
  const entry = ENTRIES[point.contender];
  const plan = configure(
    { ...entry.protocol, metrics: [...entry.protocol.metrics, common(entry)] },
    {
      nodes: point.nodes,
      duration: `${seconds}s`,
      settle: '1ms',
      params: entry.params,
      network: {
        latency: point.network === 'constant' ? `${DELAY_US}us` : { uniform: '1ms..19ms' },
      },
      clients: { count: 1, think: '0ms', timeout: '300ms', attempts: 100 },
      invariants: ['Agreement', 'Total Order', 'Validity'],
    },
  );
  const runner = new TrialRunner(plan);
  const runs: Run[] = [];
  for (let trial = 0; trial < trials; trial++) {
    const record = runner.run(trial, { schedule: scheduleOf(point) });
    if (record.outcome !== 'passed') {
      throw new Error(`${point.contender}, trial ${trial}: ${record.violation?.explanation}`);
    }
    const values = new Map(plan.columns.map((name, index) => [name, record.metrics[index]]));
    const column = (name: string): number => values.get(name) ?? Number.NaN;
    runs.push({ column, messages: record.messagesSent, bytes: record.bytesSent });
  }
  return { ...point, trials, values: valuesOf(entry, runs, seconds) };
}

/** What no protocol measures by itself: operations done, and authenticators in what only a change of the leader makes sent. */
function common({ leaderChange }: Entry): Metric {
  return {
    name: 'common',
    sentence: 'Operations done, and authenticators in the messages of a change of the leader.',
    columns: ['operationsDone', 'leaderChangeAuthenticators'],
    hears: ['client:completed'],
    asks: ['traffic'],
    start(_setup, meter) {
      let done = 0;
      return {
        hear() {
          done++;
        },
        result: () => [
          done,
          leaderChange.reduce((sum, type) => sum + meter.trafficOf(type).authenticators, 0),
        ],
      };
    },
  };
}

/** One trial. */
interface Run {
  readonly column: (name: string) => number;
  readonly messages: number;
  readonly bytes: number;
}

function valuesOf(entry: Entry, runs: readonly Run[], seconds: number): Record<Column, number> {
  const total = (of: (run: Run) => number): number => runs.reduce((sum, run) => sum + of(run), 0);
  const decisions = total(({ column }) => column(entry.decisions));
  const mean = (of: (run: Run) => number): number => total(of) / runs.length;
  const perDecision = (of: (run: Run) => number): number => total(of) / decisions;
  const column = (name: string) => (run: Run) => run.column(name);
  const longest = (name: string): number => Math.max(...runs.map(column(name)));
  return {
    decisionsPerSecond: decisions / runs.length / seconds,
    operationsPerSecond: mean(column('operationsDone')) / seconds,
    messagesPerDecision: perDecision(({ messages }) => messages),
    bytesPerDecision: perDecision(({ bytes }) => bytes),
    authenticatorsPerDecision: perDecision(column('authenticatorsSent')),
    signaturesMadePerDecision: perDecision(column('signaturesMade')),
    signaturesVerifiedPerDecision: perDecision(column('signaturesVerified')),
    viewChanges: mean((run) => entry.viewChanges(run.column)),
    leaderChangeAuthenticators: mean(column('leaderChangeAuthenticators')),
    commitDelaysMedian: median(runs.map(column('commitDelaysP50'))),
    clientDelaysMedian: median(runs.map(column('clientDelaysP50'))),
    clientDelaysLongest: longest('clientDelaysMax'),
    clientWaitMedianMs: median(runs.map(column('clientLatencyP50Us'))) / 1_000,
    clientWaitLongestMs: longest('clientLatencyMaxUs') / 1_000,
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[values.length >> 1] ?? Number.NaN;
}

function everyPoint(): Point[] {
  return NETWORKS.flatMap((network) =>
    FAULTS.flatMap((faults) =>
      SIZES.flatMap((nodes) =>
        CONTENDERS.map((contender) => ({ contender, nodes, faults, network })),
      ),
    ),
  );
}

function csvOf(rows: readonly Measured[]): string {
  const head = ['protocol', 'nodes', 'faulty', 'faults', 'network', 'trials', ...COLUMNS];
  const cells = rows.map(({ contender, nodes, faults, network, trials, values }) => [
    ...[contender, nodes, faultyOf(nodes), faults, network, trials],
    ...COLUMNS.map((column) => Math.round(values[column] * 100) / 100),
  ]);
  return stringify([head, ...cells]);
}

function main(): void {
  const folder = process.argv[2] ?? 'results/bft-comparison';
  const rows = everyPoint().map((point) => {
    const row = measure(point);
    const { authenticatorsPerDecision, operationsPerSecond } = row.values;
    console.log(
      `${point.network}, ${point.faults}, n ${point.nodes}, ${point.contender}: ` +
        `${authenticatorsPerDecision.toFixed(1)} authenticators a decision, ${operationsPerSecond.toFixed(1)} operations a second`,
    );
    return row;
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'points.csv'), csvOf(rows));
  writeFileSync(join(folder, 'chart.svg'), comparisonChart(rows));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
