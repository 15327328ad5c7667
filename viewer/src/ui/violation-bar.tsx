import type { JSX } from 'preact';
import { formatInstant } from '../../../src/report/number-text.ts';
import type { ViewedViolation } from '../../../src/report/viewer/viewed-trial.ts';
import { leapTo, type Session } from './session.ts';

/** What broke, the facts that disagree, and what led there. Absent where nothing did. */
export function ViolationBar({ session }: { readonly session: Session }): JSX.Element | null {
  const { trial, view, dispatch } = session;
  const { violations, story } = trial.viewed;
  const [first, ...others] = violations;
  if (first === undefined) return null;
  return (
    <section class="violation" aria-label="The violation">
      <div class="violation-line">
        <strong>{first.name}</strong>
        <span class="violation-sentence">
          {first.explanation} <Rule violation={first} />
        </span>
      </div>
      <div class="violation-line">
        {first.facts.map((record, index) => (
          <FactButton key={record} session={session} record={record} number={index + 1} />
        ))}
        {story.length > 0 && (
          <button
            type="button"
            aria-pressed={view.isStoryOpen}
            title="Tell what led there, a sentence a step (s)"
            onClick={() => dispatch({ type: 'story', isOpen: !view.isStoryOpen })}
          >
            What led there <small class="soft">{story.length} steps</small>
          </button>
        )}
      </div>
      {others.map((other) => (
        <div key={other.name} class="violation-line soft">
          also broken: <strong>{other.name}</strong> {other.explanation}
        </div>
      ))}
    </section>
  );
}

function Rule({ violation }: { readonly violation: ViewedViolation }): JSX.Element {
  const { expectation, sentence, citation } = violation;
  return (
    <span class="soft">
      — {expectation}: {sentence}
      {citation !== undefined && ` [${citation}]`}
    </span>
  );
}

interface FactButtonProps {
  readonly session: Session;
  readonly record: number;
  readonly number: number;
}

function FactButton({ session, record, number }: FactButtonProps): JSX.Element | null {
  if (record < 0) return null;
  const { trial, view } = session;
  const { name } = trial.words.of(trial.record(record));
  return (
    <button
      type="button"
      class="fact"
      aria-current={view.cursor === record}
      title={trial.words.line(trial.record(record))}
      onClick={() => leapTo(session, record)}
    >
      <span class="fact-number">{number}</span> {formatInstant(trial.record(record).atUs)}{' '}
      {trial.words.place(trial.record(record))} <b>{name}</b>
    </button>
  );
}
