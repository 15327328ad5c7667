import type { JSX, RefObject } from 'preact';
import { formatCount, formatInstant } from '../../../src/report/number-text.ts';
import { SPEEDS } from '../model/view.ts';
import { JumpMenu } from './jump-menu.tsx';
import { leapAmong, type Session, stepBy } from './session.ts';

interface ToolbarProps {
  readonly session: Session;
  readonly searchBox: RefObject<HTMLInputElement | null>;
}

/** Steps, plays, jumps and searches. */
export function Toolbar({ session, searchBox }: ToolbarProps): JSX.Element {
  const { view, visible, step, trial, dispatch } = session;
  const row = Math.max(1, Math.round(visible.rowOf(step.index)) + 1);
  return (
    <div class="toolbar" role="toolbar" aria-label="Steps">
      <span class="buttons">
        <button type="button" title="The event before (←)" onClick={() => stepBy(session, -1)}>
          ◀
        </button>
        <button
          type="button"
          class="play"
          aria-pressed={view.isPlaying}
          title="Play (space)"
          onClick={() => dispatch({ type: 'play', isPlaying: !view.isPlaying })}
        >
          {view.isPlaying ? 'Pause' : 'Play'}
        </button>
        <button type="button" title="The next event (→)" onClick={() => stepBy(session, 1)}>
          ▶
        </button>
      </span>
      <select
        aria-label="Events per second"
        title="Events per second"
        value={view.stepsPerSecond}
        onChange={({ currentTarget }) =>
          dispatch({ type: 'speed', stepsPerSecond: Number(currentTarget.value) })
        }
      >
        {SPEEDS.map((speed) => (
          <option key={speed} value={speed}>
            {speed}/s
          </option>
        ))}
      </select>
      <span class="instant">{formatInstant(step.atUs)}</span>
      <span class="soft">
        event {formatCount(row)} of {formatCount(visible.count)}
        {visible.count < trial.steps.length && ' shown'}
      </span>
      <span class="stretch" />
      <button
        type="button"
        title="Back to where you came from (b)"
        disabled={view.trail.length === 0}
        onClick={() => dispatch({ type: 'back' })}
      >
        ↩ Back
      </button>
      <JumpMenu session={session} />
      <SearchBox session={session} searchBox={searchBox} />
    </div>
  );
}

function SearchBox({ session, searchBox }: ToolbarProps): JSX.Element {
  const { view, matches, dispatch } = session;
  const place = matches.indexOf(view.cursor) + 1;
  return (
    <search class="search">
      <input
        ref={searchBox}
        type="search"
        placeholder="Search ( / )"
        aria-label="Search events"
        value={view.query}
        onInput={({ currentTarget }) => dispatch({ type: 'search', query: currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter') leapAmong(session, matches, event.shiftKey ? -1 : 1);
          else if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      {view.query !== '' && (
        <span class="soft" aria-live="polite">
          {place > 0 ? `${formatCount(place)} of ` : ''}
          {formatCount(matches.length)}
        </span>
      )}
    </search>
  );
}
