import type { JSX } from 'preact';
import { changesBetween, formatPath, type PlaceChange } from '../model/state-changes.ts';
import type { Session } from './session.ts';
import { fullText } from './value-text.tsx';

const MOST_SHOWN = 24;

/** What the event changed in the memory of a node: before and after. */
export function ChangeList({ session }: { readonly session: Session }): JSX.Element | null {
  const { trial, step } = session;
  const changed = Array.from({ length: trial.viewed.nodeCount }, (_, node) => ({
    node,
    changes: changesBetween(
      trial.states.after(node, step.first - 1),
      trial.states.after(node, step.last),
    ),
  })).filter(({ changes }) => changes.length > 0);
  return (
    <section class="card changes" data-testid="changes">
      {changed.length === 0 && <p class="soft">Changes nothing in memory.</p>}
      {changed.map(({ node, changes }) => (
        <div key={node}>
          <h3>{trial.words.endpoint(node)} changes</h3>
          <ul>
            {changes.slice(0, MOST_SHOWN).map((change) => (
              <ChangeLine key={change.path.join('/')} change={change} />
            ))}
            {changes.length > MOST_SHOWN && (
              <li class="soft">… {changes.length - MOST_SHOWN} more places</li>
            )}
          </ul>
        </div>
      ))}
    </section>
  );
}

function ChangeLine({ change }: { readonly change: PlaceChange }): JSX.Element {
  const { path, before, after } = change;
  return (
    <li>
      <span class="path">{formatPath(path)}</span>{' '}
      {before !== undefined && <del>{fullText(before)}</del>}{' '}
      {before !== undefined && after !== undefined && <span class="soft">→ </span>}
      {after === undefined ? <span class="soft">gone</span> : <ins>{fullText(after)}</ins>}
    </li>
  );
}
