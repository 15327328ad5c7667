import type { JSX, RefObject } from 'preact';
import { EventSign } from './event-sign.tsx';

const GROUPS: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    'Through time',
    [
      ['→ ↓ j', 'the next event'],
      ['← ↑ k', 'the event before'],
      ['] [', 'the next, the last one at the same node'],
      ['PgDn PgUp', 'twenty on, twenty back'],
      ['Home End', 'the first, the last'],
      ['space', 'play, pause'],
    ],
  ],
  [
    'By cause',
    [
      ['c', 'what caused this: of an arrival its sending, of a sending what the sender reacted to'],
      ['e', 'what came of this: of a sending its arrival'],
      ['b', 'back to where you came from'],
    ],
  ],
  [
    'To a place',
    [
      ['v V', 'the next, the last fact of the violation'],
      ['s S', 'the next, the last step of what led there'],
      ['f F', 'fault'],
      ['o O', 'observation'],
      ['/', 'search; words in any order'],
      ['n N', 'the next, the last match'],
    ],
  ],
];

/** The topics that have a sign of their own. */
const SIGNS: readonly (readonly [topic: string, meaning: string])[] = [
  ['message', 'a message, a request or an answer arrives'],
  ['timer', 'a timer runs out'],
  ['disk', 'the disk has synced'],
  ['start', 'a node starts'],
  ['fault', 'a fault strikes; at the end of an arrow: the message is lost'],
];

const LINES: readonly (readonly [string, string])[] = [
  ['①', 'a fact of the violation'],
  ['thick', 'the node holds a duty, such as leading; more than one may claim it'],
  ['dotted', 'the node is down; dashed: it is paused'],
  ['shaded', 'the node is cut off from most others'],
];

/** The keys, and how filters work. */
export function HelpDialog({
  dialog,
}: {
  readonly dialog: RefObject<HTMLDialogElement | null>;
}): JSX.Element {
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title">
      <header>
        <h2 id="help-title">Keys</h2>
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      {GROUPS.map(([title, keys]) => (
        <section key={title}>
          <h3>{title}</h3>
          <dl>
            {keys.map(([key, meaning]) => (
              <div key={key}>
                <dt>
                  {key.split(' ').map((cap) => (
                    <kbd key={cap}>{cap}</kbd>
                  ))}
                </dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <section>
        <h3>Lanes</h3>
        <dl>
          {SIGNS.map(([topic, meaning]) => (
            <div key={topic}>
              <dt>
                <svg width={18} height={18} class={`dot ${topic}`} aria-hidden="true">
                  <EventSign topic={topic} x={9} y={9} />
                </svg>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
          {LINES.map(([line, meaning]) => (
            <div key={line}>
              <dt>{line}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </section>
      <p>
        A click on a name over the lanes, or on a topic, hides it or shows it again; with{' '}
        <kbd>⇧</kbd> it hides all others. The address of this page keeps the place: pass it on with
        the file.
      </p>
    </dialog>
  );
}
