import type { VisibleSteps } from '../model/filter.ts';
import { type Landmarks, nextOf } from '../model/landmarks.ts';
import type { Step } from '../model/steps.ts';
import type { Topic } from '../model/topics.ts';
import type { Trial } from '../model/trial.ts';
import type { Action, View } from '../model/view.ts';

/** A trial, what is seen of it, and the way to change that. */
export interface Session {
  readonly trial: Trial;
  readonly view: View;
  /** The step of the cursor. */
  readonly step: Step;
  readonly visible: VisibleSteps;
  readonly topics: readonly Topic[];
  readonly landmarks: Landmarks;
  /** The records that the search finds. */
  readonly matches: readonly number[];
  readonly dispatch: (action: Action) => void;
}

/** The class of a topic's colour; those that are no messages have none. */
export function colourOf({ topics }: Session, topic: string): string | undefined {
  const colour = topics.find(({ key }) => key === topic)?.colour ?? -1;
  return colour < 0 ? undefined : `m${colour}`;
}

/** Goes that many shown events on, or back. */
export function stepBy({ trial, visible, step, dispatch }: Session, rows: number): void {
  dispatch({ type: 'step', to: trial.step(visible.fromStep(step.index, rows)).first });
}

/** Goes to a record from anywhere. */
export function leapTo({ dispatch }: Session, record: number | undefined): void {
  if (record !== undefined && record >= 0) dispatch({ type: 'leap', to: record });
}

/** Goes to the next of some records, or the one before. */
export function leapAmong(session: Session, records: readonly number[], direction: 1 | -1): void {
  leapTo(session, nextOf(records, session.view.cursor, direction));
}

/** Goes to what brought the present record about. */
export function leapToCause(session: Session): void {
  leapTo(session, session.trial.record(session.view.cursor).cause);
}

/** Goes to what the present record brought about: of a sending its arrival, of an event its first sending. */
export function leapToEffect(session: Session): void {
  const { trial, view } = session;
  const effects = trial.effectsOf(view.cursor);
  leapTo(session, effects.find((effect) => trial.record(effect).kind !== 'observed') ?? effects[0]);
}
