/**
 * Question: how often do agents that take 2f + 1 votes for a quorum, as is right for n = 3f + 1, decide differently when
 * there are more agents than that?
 *
 * Expectation, written beforehand. An equivocating proposer tells each honest agent one of two values, by the toss of a
 * coin; the honest agents vote for what they were told, and the liars vote towards each as it was told. With h honest agents,
 * k of them told one value, and L liars, both values get a quorum q when k + L ≥ q and h − k + L ≥ q. So the rate is the
 * probability that q − L ≤ k ≤ h − (q − L) of h fair coins:
 *
 *     n                           4    5     6     7    8     9     10   11    12    13
 *     2f + 1, f liars             0   .375  .625   0   .313  .547   0   .273  .492   0
 *     2f + 1, the proposer alone  0   .375  .625   0    0    .273   0    0     0     0
 *     ⌈(n + f + 1)/2⌉             0    0     0     0    0     0     0    0     0     0
 *
 * Zero at n = 3f + 1, where both quorums are the same, and positive between.
 *
 * Factors: n from 4 to 13 with f = ⌊(n − 1)/3⌋; the quorum; how many of the f lie, the proposer first.
 * Metric: the share of trials that violate Agreement, with its Wilson interval.
 *
 * Run it with `npm run experiment`, which writes results/quorum-gap/.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stringify } from 'csv-stringify/sync';
import { wilsonInterval } from '../src/algorithms/statistics/interval.ts';
import type { Lie } from '../src/core/byzantine.ts';
import type { ScheduledFault } from '../src/core/fault.ts';
import { createRng } from '../src/core/rng.ts';
import { configure } from '../src/experiment/configure.ts';
import { TrialRunner } from '../src/experiment/trial.ts';
import { multiRoundVoting } from '../src/protocols/agreement/multi-round-voting/multi-round-voting.ts';
import type { VotingTypes } from '../src/protocols/agreement/multi-round-voting/types.ts';
import { rateChart, type Series } from './rate-chart.ts';

const TRIALS = 2_000;
const [FEWEST_NODES, MOST_NODES] = [4, 13];

/** A point of the experiment. */
export interface Point {
  readonly nodes: number;
  readonly rule: 'two-f-plus-one' | 'intersecting';
  readonly liars: number;
}

/** What was measured at a point, beside what was expected. */
export interface Measured extends Point {
  readonly faulty: number;
  readonly quorum: number;
  readonly trials: number;
  readonly disagreements: number;
  readonly expected: number;
}

export function faultyOf(nodes: number): number {
  return Math.floor((nodes - 1) / 3);
}

export function quorumOf({ nodes, rule }: Pick<Point, 'nodes' | 'rule'>): number {
  const faulty = faultyOf(nodes);
  return rule === 'two-f-plus-one' ? 2 * faulty + 1 : Math.ceil((nodes + faulty + 1) / 2);
}

/** The probability that of so many fair coins neither too few nor too many fall heads. */
export function expectedRate(point: Point): number {
  const honest = point.nodes - point.liars;
  const fewest = Math.max(0, quorumOf(point) - point.liars);
  let probability = 0;
  for (let heads = fewest; heads <= honest - fewest; heads++) {
    probability += choose(honest, heads) / 2 ** honest;
  }
  return probability;
}

function choose(from: number, chosen: number): number {
  let ways = 1;
  for (let index = 1; index <= chosen; index++) ways = (ways * (from - chosen + index)) / index;
  return ways;
}

/** Runs the trials of one point. The coins of a trial are the same for every rule and number of liars. */
export function measure(point: Point, trials: number): Measured {
  let sides: readonly number[] = [];
  const splitVote: Lie<VotingTypes> = {
    name: 'split-vote',
    sentence: 'It votes towards each as the proposer told it.',
    tell: (message, { to }) =>
      message.type === 'Vote' ? { ...message, value: sides[to] ?? 0 } : message,
  };
  const runner = new TrialRunner(
    configure(
      { ...multiRoundVoting, lies: [splitVote] },
      {
        nodes: point.nodes,
        duration: '100ms',
        settle: '100ms',
        ...(point.rule === 'two-f-plus-one' && { variant: 'seed-naive-quorum' }),
        params: { proposer: 'first', rounds: 2 },
        network: { latency: { uniform: '2ms..15ms' } },
      },
    ),
  );
  const schedule = liesOf(point.liars);
  let disagreements = 0;
  for (let trial = 0; trial < trials; trial++) {
    const rng = createRng(`quorum-gap:${trial}`, 'sides');
    sides = Array.from({ length: MOST_NODES }, () => rng.integer(0, 1));
    if (runner.run(trial, { schedule }).violation?.invariant === 'Agreement') disagreements++;
  }
  const { nodes } = point;
  return {
    ...point,
    faulty: faultyOf(nodes),
    quorum: quorumOf(point),
    trials,
    disagreements,
    expected: expectedRate(point),
  };
}

/** The first agents lie from the beginning, the proposer among them. */
function liesOf(liars: number): readonly ScheduledFault[] {
  const nodes = Array.from({ length: liars }, (_, node) => node);
  const behavior = { does: 'lie', name: 'split-vote' } as const;
  return [{ when: { atUs: 0 }, fault: { kind: 'byzantine', target: { nodes }, behavior } }];
}

function everyPoint(): Point[] {
  const counts = Array.from(
    { length: MOST_NODES - FEWEST_NODES + 1 },
    (_, index) => FEWEST_NODES + index,
  );
  return counts.flatMap((nodes): Point[] => {
    const faulty = faultyOf(nodes);
    const alone = { nodes, rule: 'two-f-plus-one', liars: 1 } as const;
    return [
      { nodes, rule: 'two-f-plus-one', liars: faulty },
      ...(faulty > 1 ? [alone] : []),
      { nodes, rule: 'intersecting', liars: faulty },
    ];
  });
}

function csvOf(rows: readonly Measured[]): string {
  const head = 'nodes,faulty,liars,rule,quorum,trials,disagreements,rate,lower,upper,expected';
  const cells = rows.map((row) => {
    const { nodes, faulty, liars, rule, quorum, trials, disagreements, expected } = row;
    const { low, high } = wilsonInterval({ successes: disagreements, trials });
    const rates = [disagreements / trials, low, high, expected].map((rate) => rate.toFixed(4));
    return [nodes, faulty, liars, rule, quorum, trials, disagreements, ...rates];
  });
  return stringify([head.split(','), ...cells]);
}

function seriesOf(rows: readonly Measured[]): Series[] {
  const line = (name: string, tone: Series['tone'], isOn: (row: Measured) => boolean): Series => ({
    name,
    tone,
    points: rows.filter(isOn).map(({ nodes, disagreements, trials, expected }) => {
      const { low, high } = wilsonInterval({ successes: disagreements, trials });
      return { x: nodes, rate: disagreements / trials, low, high, expected };
    }),
  });
  return [
    line(
      '2f + 1, f liars',
      'bad',
      (row) => row.rule === 'two-f-plus-one' && row.liars === row.faulty,
    ),
    line(
      '2f + 1, the proposer alone',
      'doubtful',
      (row) => row.rule === 'two-f-plus-one' && row.liars === 1,
    ),
    line('⌈(n + f + 1)/2⌉, f liars', 'good', (row) => row.rule === 'intersecting'),
  ];
}

function main(): void {
  const folder = process.argv[2] ?? 'results/quorum-gap';
  const rows = everyPoint().map((point) => measure(point, TRIALS));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'points.csv'), csvOf(rows));
  const title = 'Two quorums of 2f + 1 need not meet';
  const notes = `Share of ${TRIALS} trials in which honest agents decide differently; f = ⌊(n − 1)/3⌋; ○ as expected`;
  const axes = { x: 'agents (n)', y: 'disagreement' };
  writeFileSync(
    join(folder, 'chart.svg'),
    rateChart({ title, notes, axes, series: seriesOf(rows) }),
  );
  for (const { nodes, rule, liars, disagreements, trials, expected } of rows) {
    const rate = (disagreements / trials).toFixed(3);
    console.log(`n ${nodes}, ${rule}, ${liars} liars: ${rate}, expected ${expected.toFixed(3)}`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
