import type { Trial } from './trial.ts';

/** What of a trial is hidden. Nothing to begin with. */
export interface Filter {
  readonly hiddenEndpoints: ReadonlySet<number>;
  readonly hiddenTopics: ReadonlySet<string>;
  /** Only what led to the violation. */
  readonly isStoryOnly: boolean;
}

export const SHOW_ALL: Filter = {
  hiddenEndpoints: new Set(),
  hiddenTopics: new Set(),
  isStoryOnly: false,
};

export function isFiltering(filter: Filter): boolean {
  return filter.isStoryOnly || filter.hiddenEndpoints.size > 0 || filter.hiddenTopics.size > 0;
}

/** Hides what is shown and shows what is hidden. */
export function toggled<E>(set: ReadonlySet<E>, element: E): Set<E> {
  const changed = new Set(set);
  if (!changed.delete(element)) changed.add(element);
  return changed;
}

/** Hides all but one; shows everything again where that is so already. */
export function alone<E>(set: ReadonlySet<E>, all: readonly E[], element: E): Set<E> {
  const others = all.filter((other) => other !== element);
  const isAlone = !set.has(element) && others.every((other) => set.has(other));
  return new Set(isAlone ? [] : others);
}

/** The steps that a filter lets through, with a way from steps to rows and back. */
export class VisibleSteps {
  /** The steps that are shown, in order. */
  readonly steps: readonly number[];
  // How many shown steps there are before each step.
  private readonly ranks: Int32Array;

  constructor(steps: readonly number[], stepCount: number) {
    this.steps = steps;
    this.ranks = new Int32Array(stepCount + 1);
    let rank = 0;
    for (let step = 0; step < stepCount; step++) {
      this.ranks[step] = rank;
      if (steps[rank] === step) rank++;
    }
    this.ranks[stepCount] = rank;
  }

  get count(): number {
    return this.steps.length;
  }

  isShown(step: number): boolean {
    return this.steps[this.ranks[step] as number] === step;
  }

  /** The row of a step; between two rows where it is hidden. */
  rowOf(step: number): number {
    const rank = this.ranks[step] as number;
    return this.isShown(step) ? rank : rank - 0.5;
  }

  /** The shown step that many rows after a step, or before it; the first or last where there is none. */
  fromStep(step: number, rows: number): number {
    const rank = this.ranks[step] as number;
    const start = this.isShown(step) || rows <= 0 ? rank : rank - 1;
    return this.atRow(start + rows) ?? step;
  }

  atRow(row: number): number | undefined {
    return this.steps[Math.max(0, Math.min(this.count - 1, row))];
  }
}

/**
 * The steps of which something is let through: it happened at a shown endpoint, and something in it is about a shown
 * topic.
 */
export function stepsShownBy(filter: Filter, trial: Trial): readonly number[] {
  const all = trial.steps.map(({ index }) => index);
  if (!isFiltering(filter)) return all;
  const story = new Set(trial.viewed.story.flatMap(({ records }) => records));
  return all.filter((index) => {
    const { first, last, process } = trial.step(index);
    if (filter.hiddenEndpoints.has(process)) return false;
    let isInStory = !filter.isStoryOnly;
    let hasShownTopic = false;
    for (let record = first; record <= last; record++) {
      isInStory ||= story.has(record);
      hasShownTopic ||= !filter.hiddenTopics.has(trial.topicOf(record));
    }
    return isInStory && hasShownTopic;
  });
}

/** Shown steps, and with them the one where the reader is, whatever the filter says of it. */
export function withPinned(
  shown: readonly number[],
  pinned: number,
  stepCount: number,
): VisibleSteps {
  const visible = new VisibleSteps(shown, stepCount);
  if (visible.isShown(pinned)) return visible;
  const row = Math.ceil(visible.rowOf(pinned));
  return new VisibleSteps([...shown.slice(0, row), pinned, ...shown.slice(row)], stepCount);
}
