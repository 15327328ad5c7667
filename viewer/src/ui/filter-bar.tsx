import type { JSX } from 'preact';
import { formatCount } from '../../../src/report/number-text.ts';
import { alone, type Filter, isFiltering, SHOW_ALL, toggled } from '../model/filter.ts';
import type { Session } from './session.ts';

/** Hides and shows topics: types of message, kinds of event. The names over the lanes do so for nodes. */
export function FilterBar({ session }: { readonly session: Session }): JSX.Element {
  const { trial, view, topics, dispatch } = session;
  const { filter } = view;
  const change = (changed: Partial<Filter>): void =>
    dispatch({ type: 'filter', filter: { ...filter, ...changed } });
  const keys = topics.map(({ key }) => key);
  return (
    <fieldset class="filter" aria-label="What is shown">
      {topics.map(({ key, label, count, colour }) => (
        <button
          key={key}
          type="button"
          class={colour < 0 ? 'topic' : `topic message m${colour}`}
          aria-pressed={!filter.hiddenTopics.has(key)}
          title={`Hide or show ${label}; with ⇧ hide all others`}
          onClick={({ shiftKey }) =>
            change({
              hiddenTopics: shiftKey
                ? alone(filter.hiddenTopics, keys, key)
                : toggled(filter.hiddenTopics, key),
            })
          }
        >
          {label} <small>{formatCount(count)}</small>
        </button>
      ))}
      {trial.viewed.story.length > 0 && (
        <button
          type="button"
          class="topic only"
          aria-pressed={filter.isStoryOnly}
          onClick={() => change({ isStoryOnly: !filter.isStoryOnly })}
        >
          only what led to the violation
        </button>
      )}
      {isFiltering(filter) && (
        <button
          type="button"
          class="plain link"
          onClick={() => dispatch({ type: 'filter', filter: SHOW_ALL })}
        >
          show all
        </button>
      )}
    </fieldset>
  );
}
