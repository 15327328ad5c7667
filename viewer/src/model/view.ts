import { type Filter, SHOW_ALL } from './filter.ts';

/** Where the reader is and what is shown. */
export interface View {
  /** The record that is looked at; its step is the present one. */
  readonly cursor: number;
  /** Where the reader came from by leaps, the last one last. */
  readonly trail: readonly number[];
  readonly filter: Filter;
  readonly query: string;
  /** Whether it is told what led to the violation. */
  readonly isStoryOpen: boolean;
  readonly isPlaying: boolean;
  readonly stepsPerSecond: number;
}

export type Action =
  /** Goes to a neighbour, which one finds again without help. */
  | { readonly type: 'step'; readonly to: number }
  /** Goes somewhere else: `back` returns. */
  | { readonly type: 'leap'; readonly to: number }
  | { readonly type: 'back' }
  | { readonly type: 'filter'; readonly filter: Filter }
  | { readonly type: 'search'; readonly query: string }
  | { readonly type: 'story'; readonly isOpen: boolean }
  | { readonly type: 'play'; readonly isPlaying: boolean }
  | { readonly type: 'speed'; readonly stepsPerSecond: number };

const LONGEST_TRAIL = 200;

/** The speeds at which steps are played. */
export const SPEEDS: readonly number[] = [2, 5, 15, 50];

export function initialView(cursor: number): View {
  return {
    cursor,
    trail: [],
    filter: SHOW_ALL,
    query: '',
    isStoryOpen: false,
    isPlaying: false,
    stepsPerSecond: 5,
  };
}

export function nextView(view: View, action: Action): View {
  switch (action.type) {
    case 'step':
      return { ...view, cursor: action.to };
    case 'leap': {
      if (action.to === view.cursor) return view;
      const trail = [...view.trail, view.cursor].slice(-LONGEST_TRAIL);
      return { ...view, cursor: action.to, trail, isPlaying: false };
    }
    case 'back': {
      const cursor = view.trail.at(-1);
      if (cursor === undefined) return view;
      return { ...view, cursor, trail: view.trail.slice(0, -1), isPlaying: false };
    }
    case 'filter':
      return { ...view, filter: action.filter };
    case 'search':
      return { ...view, query: action.query };
    case 'story':
      return { ...view, isStoryOpen: action.isOpen };
    case 'play':
      return { ...view, isPlaying: action.isPlaying };
    case 'speed':
      return { ...view, stepsPerSecond: action.stepsPerSecond };
  }
}
