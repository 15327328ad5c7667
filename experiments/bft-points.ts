/** What the comparison of Byzantine protocols measures, and where. */

export const CONTENDERS = ['pBFT', 'HotStuff, basic', 'HotStuff, chained', 'Tendermint'] as const;
export const SIZES = [4, 7, 10, 16] as const;
export const FAULTS = ['none', 'crash', 'silent', 'two-faced', 'partition'] as const;
export const NETWORKS = ['constant', 'varying'] as const;

export type Contender = (typeof CONTENDERS)[number];
export type Faults = (typeof FAULTS)[number];

/** A point of the experiment. */
export interface Point {
  readonly contender: Contender;
  readonly nodes: number;
  readonly faults: Faults;
  readonly network: (typeof NETWORKS)[number];
}

/** What is measured at a point, by column: means over the trials, unless the column says otherwise. */
export interface Measured extends Point {
  readonly trials: number;
  readonly values: Readonly<Record<Column, number>>;
}

/** What a decision costs is the sum over all trials, through the number of decisions in them. */
export const COLUMNS = [
  'decisionsPerSecond',
  'operationsPerSecond',
  'messagesPerDecision',
  'bytesPerDecision',
  'authenticatorsPerDecision',
  'signaturesMadePerDecision',
  'signaturesVerifiedPerDecision',
  'viewChanges',
  'leaderChangeAuthenticators',
  'commitDelaysMedian',
  'clientDelaysMedian',
  'clientDelaysLongest',
  'clientWaitMedianMs',
  'clientWaitLongestMs',
] as const;
export type Column = (typeof COLUMNS)[number];

export function faultyOf(nodes: number): number {
  return Math.floor((nodes - 1) / 3);
}
