import type { NodeId } from './identity.ts';
import type { Heard, HeardType, TrialEnd, TrialSetup } from './invariant.ts';
import type { Account, Meter } from './meter.ts';
import type { Micros } from './micros.ts';
import type { ProtocolTypes } from './protocol.ts';

/** Something measured in every trial: one or more numeric columns of trials.csv. */
export interface Metric<T extends ProtocolTypes = ProtocolTypes> {
  readonly name: string;
  readonly sentence: string;
  /** Column names in camelCase with the unit last: `commitLatencyP50Us`, `elections`. */
  readonly columns: readonly string[];
  readonly hears: readonly HeardType<T>[];
  /** What the engine must keep account of, so that `meter` can tell. */
  readonly asks?: readonly Account[];
  /** It is for trials.csv and summary.csv, and too long for the terminal's table of a batch. */
  readonly isDetail?: boolean;
  start(setup: TrialSetup<T>, meter: Meter): Recorder<T>;
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

/**
 * What nodes send of each type of message: two columns a type, such as `prePrepareMessages` and `prePrepareBytes`. Lies
 * count, and what is lost on the way; what a node tells itself does not.
 */
export function trafficByType<T extends ProtocolTypes>(
  types: readonly T['Message']['type'][],
): Metric<T> {
  return {
    name: 'traffic',
    sentence: 'Messages and bytes that nodes sent, by type of message.',
    columns: types.flatMap((type) => {
      const name = `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
      return [`${name}Messages`, `${name}Bytes`];
    }),
    hears: [],
    asks: ['traffic'],
    isDetail: true,
    start: (_setup, meter) => ({
      hear() {},
      result: () =>
        types.flatMap((type) => {
          const { messages, bytes } = meter.trafficOf(type);
          return [messages, bytes];
        }),
    }),
  };
}
