import type { NodeId } from './identity.ts';
import type { Heard, HeardType, TrialEnd, TrialSetup } from './invariant.ts';
import type { Micros } from './micros.ts';
import type { ProtocolTypes } from './protocol.ts';

/** Something measured in every trial: one or more numeric columns of trials.csv. */
export interface Metric<T extends ProtocolTypes = ProtocolTypes> {
  readonly name: string;
  readonly sentence: string;
  /** Column names in camelCase with the unit last: `commitLatencyP50Us`, `elections`. */
  readonly columns: readonly string[];
  readonly hears: readonly HeardType<T>[];
  start(setup: TrialSetup<T>): Recorder<T>;
}

/** Hears one trial and gives its numbers at the end. */
export interface Recorder<T extends ProtocolTypes = ProtocolTypes> {
  hear(observation: Heard<T>, node: NodeId, atUs: Micros): void;
  /** One value a column; undefined where the trial gives none, which prints as an empty cell. */
  result(end: TrialEnd): readonly (number | undefined)[];
}

/** Counts how often an observation of the given type was made. */
export function countOf<T extends ProtocolTypes>(
  column: string,
  type: HeardType<T>,
  sentence: string,
): Metric<T> {
  return {
    name: column,
    sentence,
    columns: [column],
    hears: [type],
    start: () => {
      let count = 0;
      return {
        hear: () => {
          count++;
        },
        result: () => [count],
      };
    },
  };
}

/** When an observation of the given type was last made; empty where it never was. The column's name ends in `AtUs` or `Us`. */
export function lastInstantOf<T extends ProtocolTypes>(
  column: string,
  type: HeardType<T>,
  sentence: string,
): Metric<T> {
  return {
    name: column,
    sentence,
    columns: [column],
    hears: [type],
    start: () => {
      let lastAtUs: Micros | undefined;
      return {
        hear: (_observation, _node, atUs) => {
          lastAtUs = atUs;
        },
        result: () => [lastAtUs],
      };
    },
  };
}
