import type { Trial } from './trial.ts';

/** Places in a trial that a reader may want to go to. */
export interface Landmarks {
  readonly observations: readonly number[];
  readonly faults: readonly number[];
  readonly facts: readonly number[];
  /** Where each sentence of the story begins. */
  readonly story: readonly number[];
  /** The records of each type of observation, the rarest first. */
  readonly byType: readonly (readonly [type: string, records: readonly number[]])[];
}

export function landmarksIn(trial: Trial): Landmarks {
  const observations: number[] = [];
  const faults: number[] = [];
  const types = new Map<string, number[]>();
  for (const record of trial.records) {
    const topic = trial.topicOf(record.index);
    if (topic === 'fault' && record.kind !== 'dropped') faults.push(record.index);
    if (topic !== 'observation') continue;
    observations.push(record.index);
    const { name } = trial.words.of(record);
    const list = types.get(name);
    if (list === undefined) types.set(name, [record.index]);
    else list.push(record.index);
  }
  return {
    observations,
    faults,
    facts: [...trial.factNumbers.keys()]
      .filter((record) => record >= 0)
      .sort((left, right) => left - right),
    story: trial.viewed.story.flatMap(({ records }) => records.slice(0, 1)),
    byType: [...types].sort(([, left], [, right]) => left.length - right.length),
  };
}

/** The next of some sorted records after one, or the last before it; around the end from the other one. */
export function nextOf(
  records: readonly number[],
  from: number,
  direction: 1 | -1,
): number | undefined {
  if (direction > 0) return records.find((record) => record > from) ?? records[0];
  return records.findLast((record) => record < from) ?? records.at(-1);
}
