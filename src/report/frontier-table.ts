import { stringify } from 'csv-stringify/sync';
import type { FrontierFinding, FrontierPoint } from '../experiment/frontier.ts';
import { formatCount } from './number-text.ts';
import type { Table, TableCell } from './table.ts';
import { CSV_OPTIONS } from './trials-file.ts';

/** What a frontier says of one promise at one point. */
export type Judgement = 'held' | 'broken';

/** Whether the point is one that the protocol says it survives, the first beyond, or further out. */
export function placeOf({ faulty, tolerated }: FrontierPoint): 'within' | 'beyond' {
  return faulty <= tolerated ? 'within' : 'beyond';
}

/** A point is as it should be when nothing breaks within, and something does beyond. */
export function isExpected(point: FrontierPoint): boolean {
  const isBroken = point.safety !== undefined || point.liveness !== undefined;
  return placeOf(point) === 'within' ? !isBroken : isBroken;
}

/** A row a point. */
export function frontierTable(points: readonly FrontierPoint[]): Table {
  return {
    head: ['nodes', 'faulty', 'tolerated', 'safety', 'liveness', 'trials'],
    align: ['right', 'right', 'right', 'left', 'left', 'right'],
    rows: points.map((point) => [
      String(point.nodes),
      String(point.faulty),
      String(point.tolerated),
      cell(point, point.safety),
      cell(point, point.liveness),
      formatCount(point.trials),
    ]),
  };
}

function cell(point: FrontierPoint, finding: FrontierFinding | undefined): TableCell {
  if (finding === undefined) return { text: 'held', tone: isExpected(point) ? 'good' : 'doubtful' };
  const text = `${finding.property}, trial ${finding.trial}`;
  return { text, tone: placeOf(point) === 'within' ? 'bad' : 'plain' };
}

/** Prints frontier.csv: a row a point. */
export function frontierCsv(kind: string, points: readonly FrontierPoint[]): string {
  const head = [
    ...['kind', 'nodes', 'faulty', 'tolerated', 'trials'],
    ...['safety', 'safetyProperty', 'safetyTrial'],
    ...['liveness', 'livenessProperty', 'livenessTrial'],
  ];
  const rows = points.map(({ nodes, faulty, tolerated, trials, safety, liveness }) => [
    ...[kind, nodes, faulty, tolerated, trials],
    ...[judgement(safety), safety?.property, safety?.trial],
    ...[judgement(liveness), liveness?.property, liveness?.trial],
  ]);
  return stringify([head, ...rows], CSV_OPTIONS);
}

function judgement(finding: FrontierFinding | undefined): Judgement {
  return finding === undefined ? 'held' : 'broken';
}
