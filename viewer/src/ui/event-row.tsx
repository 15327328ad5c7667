import type { JSX } from 'preact';
import { formatInstant } from '../../../src/report/number-text.ts';
import { type Effect, effectsIn } from '../model/effects.ts';
import type { Step } from '../model/steps.ts';
import { colourOf, type Session } from './session.ts';

interface EventRowProps {
  readonly session: Session;
  readonly step: Step;
  readonly row: number;
  readonly top: number;
  readonly onChoose: () => void;
}

/** One event: when, what, and what came of it. Its lanes are drawn over it. */
export function EventRow({ session, step, row, top, onChoose }: EventRowProps): JSX.Element {
  const { trial, view, visible, matches } = session;
  const head = trial.record(step.first);
  const { name, details } = trial.words.of(head);
  const isPresent = step.index === session.step.index;
  const before = row === 0 ? undefined : visible.steps[row - 1];
  const isSameInstant = before !== undefined && trial.step(before).atUs === step.atUs;
  const isFound = matches.length > 0 && isAnyWithin(matches, step);
  const effects = effectsIn(trial, step).filter(
    ({ topic }) => !view.filter.hiddenTopics.has(topic),
  );
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, and says which row is meant.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the whole page.
    <div
      id={`step-${step.index}`}
      class={`row ${isPresent ? 'present' : ''} ${isFound ? 'found' : ''} ${relationTo(session, step)}`}
      role="option"
      aria-selected={isPresent}
      aria-posinset={row + 1}
      aria-setsize={visible.count}
      style={{ top: `${top}px` }}
      title={trial.words.line(head)}
      onClick={onChoose}
    >
      <span class={`time ${isSameInstant ? 'same' : ''}`}>{formatInstant(step.atUs)}</span>
      <span class="lanes-space" />
      <span class="what">
        <span class={`name ${toneOf(session, step)}`}>{nameOf(head.kind, name)}</span>
        {effects.map((effect) => (
          <EffectChip key={effect.records[0]} session={session} effect={effect} />
        ))}
        <span class="details">{details}</span>
      </span>
    </div>
  );
}

function nameOf(kind: string, name: string): string {
  if (kind === 'timerFired') return `${name} runs out`;
  return name;
}

/** Sorted matches, so a search by halves would do; there are few rows, so this does. */
function isAnyWithin(matches: readonly number[], { first, last }: Step): boolean {
  return matches.some((match) => match >= first && match <= last);
}

function relationTo({ trial, view }: Session, { first, last }: Step): string {
  const { cause } = trial.record(view.cursor);
  if (cause >= first && cause <= last) return 'cause';
  const isEffect = trial.effectsOf(view.cursor).some((effect) => effect >= first && effect <= last);
  return isEffect ? 'effect' : '';
}

function toneOf(session: Session, { first }: Step): string {
  const { trial } = session;
  const record = trial.record(first);
  if (record.kind === 'dropped') return 'lost';
  const topic = trial.topicOf(first);
  if (topic === 'fault') return 'fault';
  return colourOf(session, topic) ?? (topic === 'client' ? 'mc' : 'quiet');
}

interface EffectChipProps {
  readonly session: Session;
  readonly effect: Effect;
}

function EffectChip({ session, effect }: EffectChipProps): JSX.Element {
  const { trial, view } = session;
  const { kind, name, details, records, topic } = effect;
  const isFact = records.some((record) => trial.factNumbers.has(record));
  const isPresent = records.includes(view.cursor);
  const tone = kind === 'message' ? (colourOf(session, topic) ?? 'mc') : kind;
  const targets = records.map((record) => trial.words.endpoint(trial.record(record).peer));
  return (
    <span
      class={`chip ${tone} ${isFact ? 'is-fact' : ''} ${isPresent ? 'present' : ''}`}
      title={`${name} ${details}`}
    >
      {kind === 'message' ? `${name} → ${targets.join(' ')}` : name}
    </span>
  );
}
