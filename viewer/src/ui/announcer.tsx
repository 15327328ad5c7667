import type { JSX } from 'preact';
import type { Session } from './session.ts';

/** Tells screen readers where the cursor is. Silent while the view plays. */
export function Announcer({ session }: { readonly session: Session }): JSX.Element {
  const { trial, view } = session;
  return (
    <div class="unseen" role="status" aria-live="polite">
      {view.isPlaying ? '' : trial.words.line(trial.record(view.cursor))}
    </div>
  );
}
