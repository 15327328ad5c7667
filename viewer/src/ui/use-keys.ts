import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { leapAmong, leapToCause, leapToEffect, type Session, stepBy } from './session.ts';

interface Places {
  readonly help: RefObject<HTMLDialogElement | null>;
  readonly searchBox: RefObject<HTMLInputElement | null>;
}

type Deed = (session: Session, places: Places) => void;

const PAGE = 20;

/** What each key does. `help-dialog.tsx` tells the reader. */
const KEYS: Readonly<Record<string, Deed>> = {
  ArrowRight: (session) => stepBy(session, 1),
  ArrowDown: (session) => stepBy(session, 1),
  j: (session) => stepBy(session, 1),
  ArrowLeft: (session) => stepBy(session, -1),
  ArrowUp: (session) => stepBy(session, -1),
  k: (session) => stepBy(session, -1),
  PageDown: (session) => stepBy(session, PAGE),
  PageUp: (session) => stepBy(session, -PAGE),
  Home: (session) => stepBy(session, Number.NEGATIVE_INFINITY),
  End: (session) => stepBy(session, Number.POSITIVE_INFINITY),
  ' ': ({ view, dispatch }) => dispatch({ type: 'play', isPlaying: !view.isPlaying }),
  c: leapToCause,
  e: leapToEffect,
  b: ({ dispatch }) => dispatch({ type: 'back' }),
  Backspace: ({ dispatch }) => dispatch({ type: 'back' }),
  '[': (session) => stepAtSameNode(session, -1),
  ']': (session) => stepAtSameNode(session, 1),
  o: (session) => leapAmong(session, session.landmarks.observations, 1),
  O: (session) => leapAmong(session, session.landmarks.observations, -1),
  f: (session) => leapAmong(session, session.landmarks.faults, 1),
  F: (session) => leapAmong(session, session.landmarks.faults, -1),
  v: (session) => leapAmong(session, session.landmarks.facts, 1),
  V: (session) => leapAmong(session, session.landmarks.facts, -1),
  s: (session) => stepInStory(session, 1),
  S: (session) => stepInStory(session, -1),
  n: (session) => leapAmong(session, session.matches, 1),
  N: (session) => leapAmong(session, session.matches, -1),
  '/': (_, { searchBox }) => searchBox.current?.select(),
  '?': (_, { help }) => help.current?.showModal(),
};

/** Listens to the keyboard, wherever the focus is, except where one types. */
export function useKeys(session: Session, places: Places): void {
  const present = useRef(session);
  present.current = session;
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isElsewhere(event)) return;
      const deed = KEYS[event.key];
      if (deed === undefined) return;
      event.preventDefault();
      deed(present.current, places);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [places.help, places.searchBox]);
}

/** True where the key means something to what has the focus. */
function isElsewhere({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('input, select, textarea, dialog[open]') !== null) return true;
  return key === ' ' && target.closest('button, summary') !== null;
}

/** Opens the story, or goes on in it. */
function stepInStory(session: Session, direction: 1 | -1): void {
  const { view, landmarks, dispatch } = session;
  if (landmarks.story.length === 0) return;
  if (!view.isStoryOpen) dispatch({ type: 'story', isOpen: true });
  leapAmong(session, landmarks.story, direction);
}

function stepAtSameNode({ trial, visible, step, dispatch }: Session, direction: 1 | -1): void {
  let row = Math.round(visible.rowOf(step.index)) + direction;
  while (row >= 0 && row < visible.count) {
    const other = trial.step(visible.atRow(row) as number);
    if (other.process === step.process) {
      dispatch({ type: 'step', to: other.first });
      return;
    }
    row += direction;
  }
}
