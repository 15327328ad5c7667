import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { leapTo, type Session } from './session.ts';

/** The steps that led to the violation, each in a sentence; that of the cursor is marked. */
export function Story({ session }: { readonly session: Session }): JSX.Element | null {
  const { trial, view, step, dispatch } = session;
  const present = useRef<HTMLLIElement>(null);
  useEffect(() => present.current?.scrollIntoView({ block: 'nearest' }), [step]);
  if (!view.isStoryOpen) return null;
  return (
    <section class="card story" aria-label="What led to the violation">
      <header>
        <h3>What led to the violation</h3>
        <button
          type="button"
          class="plain"
          onClick={() => dispatch({ type: 'story', isOpen: false })}
        >
          Close
        </button>
      </header>
      <ol>
        {trial.viewed.story.map(({ sentence, records }) => {
          const isPresent = records.some((record) => record >= step.first && record <= step.last);
          return (
            <li key={sentence} ref={isPresent ? present : null}>
              <button
                type="button"
                class="plain"
                aria-current={isPresent}
                onClick={() => leapTo(session, records[0])}
              >
                {sentence}
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
