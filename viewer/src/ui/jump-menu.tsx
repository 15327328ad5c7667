import type { JSX } from 'preact';
import { formatInstant } from '../../../src/report/number-text.ts';
import { Menu } from './menu.tsx';
import { leapAmong, leapTo, type Session } from './session.ts';

/** More faults than this are stepped through, not listed. */
const LISTED_FAULTS = 40;

/** Lists the faults, and the observations by type. */
export function JumpMenu({ session }: { readonly session: Session }): JSX.Element {
  const { trial, landmarks } = session;
  return (
    <Menu label="Jump to" kind="jump">
      <div>
        <h3>Faults</h3>
        {landmarks.faults.length === 0 && <p class="soft">none struck</p>}
        <ul>
          {landmarks.faults.slice(0, LISTED_FAULTS).map((record) => {
            const { name, details } = trial.words.of(trial.record(record));
            const place = trial.words.place(trial.record(record));
            return (
              <li key={record}>
                <button type="button" class="plain" onClick={() => leapTo(session, record)}>
                  <span class="time">{formatInstant(trial.record(record).atUs)}</span>{' '}
                  {place === 'network' ? '' : `${place} `}
                  {name} {details}
                </button>
              </li>
            );
          })}
        </ul>
        {landmarks.faults.length > LISTED_FAULTS && (
          <p class="soft">and {landmarks.faults.length - LISTED_FAULTS} more: press f</p>
        )}
      </div>
      <div>
        <h3>Observations</h3>
        <ul>
          {landmarks.byType.map(([type, records]) => (
            <li key={type} class="jump-type">
              <button
                type="button"
                title={`The last ${type} before`}
                onClick={() => leapAmong(session, records, -1)}
              >
                ‹
              </button>
              <button
                type="button"
                title={`The next ${type}`}
                onClick={() => leapAmong(session, records, 1)}
              >
                ›
              </button>
              <span>{type}</span> <span class="soft">{records.length}</span>
            </li>
          ))}
        </ul>
      </div>
    </Menu>
  );
}
