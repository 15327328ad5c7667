import type { JSX } from 'preact';
import type { PlainValue } from '../../../src/experiment/plain-state.ts';
import { formatInstant } from '../../../src/report/number-text.ts';
import { effectsIn } from '../model/effects.ts';
import { isArrival, isSending } from '../model/flights.ts';
import type { TraceRecord } from '../model/trial.ts';
import { leapTo, type Session } from './session.ts';
import { ValueText } from './value-text.tsx';

/** How far back the chain of causes is shown. */
const MOST_CAUSES = 7;

/** The event in full: its content, what caused it, what came of it. */
export function EventCard({ session }: { readonly session: Session }): JSX.Element {
  const { trial, view, step } = session;
  const focused = trial.record(view.cursor);
  const head = trial.record(step.first);
  return (
    <article class="card" data-testid="event">
      <h2>
        {trial.words.place(head)} <b>{titleOf(head, session)}</b>
        <span class="soft"> at {formatInstant(head.atUs)}</span>
      </h2>
      <Unheard session={session} head={head} />
      <Content value={head.content} />
      <div class="cause-and-effect">
        <Causes session={session} />
        <Effects session={session} />
      </div>
      {focused.index !== head.index && (
        <div class="focused">
          <h3>{focusTitle(focused, session)}</h3>
          <Content value={focused.content} />
        </div>
      )}
    </article>
  );
}

function titleOf(record: TraceRecord, { trial }: Session): string {
  const { name } = trial.words.of(record);
  switch (record.kind) {
    case 'timerFired':
      return `${name} runs out`;
    case 'dropped':
      return `${name} is lost (${record.content})`;
    default:
      return name;
  }
}

function focusTitle(record: TraceRecord, { trial }: Session): string {
  const fact = trial.factNumbers.get(record.index);
  const { name } = trial.words.of(record);
  const what = isSending(record) ? `${name} ${trial.words.place(record)}` : name;
  return fact === undefined ? what : `Fact ${fact}: ${what}`;
}

/** What reaches a process that is down or paused is not handled, or not yet. */
function Unheard({
  session,
  head,
}: {
  readonly session: Session;
  readonly head: TraceRecord;
}): JSX.Element | null {
  const { trial, step } = session;
  if (!isArrival(head.kind) && head.kind !== 'timerFired') return null;
  const { isDown, isPaused } = trial.lanes.after(step.index, step.process);
  const name = trial.words.endpoint(step.process);
  if (isDown) return <p class="remark">{name} is down and does not hear it.</p>;
  return isPaused ? <p class="remark">{name} is paused: it waits until it goes on.</p> : null;
}

/** A content as a list of its fields. */
function Content({ value }: { readonly value: PlainValue | undefined }): JSX.Element | null {
  if (typeof value !== 'object' || value === null) return null;
  const fields = Object.entries(value).filter(([name]) => name !== 'type');
  if (fields.length === 0) return null;
  return (
    <dl class="fields">
      {fields.map(([name, field]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <ValueText value={field} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The chain of causes, the nearest first. */
function Causes({ session }: { readonly session: Session }): JSX.Element {
  const { trial, view } = session;
  const chain = trial.causesOf(view.cursor, MOST_CAUSES + 1);
  const shown = chain.slice(0, MOST_CAUSES);
  const { kind } = trial.record(view.cursor);
  const nothing = kind === 'fault' || kind === 'booted' ? 'the schedule' : 'nothing before';
  return (
    <div class="causes">
      <h3>Because</h3>
      <ol>
        {shown.map((cause, index) => (
          <li key={cause.index}>
            <button
              type="button"
              class="plain"
              data-testid={index === 0 ? 'cause' : undefined}
              title={trial.words.line(cause)}
              onClick={() => leapTo(session, cause.index)}
            >
              <span class="time">{formatInstant(cause.atUs)}</span> {causeText(cause, session)}
              {index === 0 && <kbd>c</kbd>}
            </button>
          </li>
        ))}
        {chain.length > shown.length && <li class="soft">…</li>}
        {chain.length === 0 && <li class="soft">{nothing}</li>}
      </ol>
    </div>
  );
}

function causeText(record: TraceRecord, { trial }: Session): JSX.Element {
  const { name } = trial.words.of(record);
  const self = trial.words.endpoint(record.at);
  const peer = trial.words.endpoint(record.peer);
  if (isSending(record)) {
    return (
      <>
        {self} sent <b>{name}</b> to {peer}
      </>
    );
  }
  if (isArrival(record.kind)) {
    return (
      <>
        {self} got <b>{name}</b> from {peer}
      </>
    );
  }
  return (
    <>
      {trial.words.place(record)} <b>{titleOf(record, { trial } as Session)}</b>
    </>
  );
}

/** What came of it: observations, and messages with where they went. */
function Effects({ session }: { readonly session: Session }): JSX.Element | null {
  const { trial, step, view } = session;
  const effects = effectsIn(trial, step);
  if (effects.length === 0) return null;
  return (
    <div class="effects">
      <h3>So</h3>
      <ul>
        {effects.flatMap(({ records, name, kind }) =>
          records.map((record) => (
            <li key={record}>
              <button
                type="button"
                class={`plain ${trial.factNumbers.has(record) ? 'is-fact' : ''}`}
                aria-current={record === view.cursor}
                title={trial.words.line(trial.record(record))}
                onClick={() => leapTo(session, record)}
              >
                {kind === 'message' ? (
                  <>
                    sends <b>{name}</b> to {trial.words.endpoint(trial.record(record).peer)}
                  </>
                ) : (
                  <>
                    {kind === 'observation' && <span aria-hidden="true">★ </span>}
                    <b>{name}</b>{' '}
                    <span class="soft">{trial.words.of(trial.record(record)).details}</span>
                  </>
                )}
              </button>
              {kind === 'message' && <Arrivals session={session} sending={record} />}
            </li>
          )),
        )}
      </ul>
    </div>
  );
}

/** Where a message arrived, or was lost: each way a link to follow. */
function Arrivals({
  session,
  sending,
}: {
  readonly session: Session;
  readonly sending: number;
}): JSX.Element {
  const { trial } = session;
  const ends = trial.effectsOf(sending).map((record) => trial.record(record));
  if (ends.length === 0) return <span class="soft"> does not arrive before the end</span>;
  return (
    <>
      {ends.map((end) => (
        <button
          key={end.index}
          type="button"
          class="plain link"
          data-testid="arrival"
          title={trial.words.line(end)}
          onClick={() => leapTo(session, end.index)}
        >
          {end.kind === 'dropped' ? `lost (${end.content})` : `arrives ${formatInstant(end.atUs)}`}
        </button>
      ))}
    </>
  );
}
