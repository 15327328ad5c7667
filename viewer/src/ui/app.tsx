import type { JSX } from 'preact';
import { useMemo, useReducer, useRef } from 'preact/hooks';
import { stepsShownBy, withPinned } from '../model/filter.ts';
import { landmarksIn } from '../model/landmarks.ts';
import { search } from '../model/search.ts';
import { topicsIn } from '../model/topics.ts';
import type { Trial } from '../model/trial.ts';
import { initialView, nextView } from '../model/view.ts';
import { Announcer } from './announcer.tsx';
import { Details } from './details.tsx';
import { EventList } from './event-list.tsx';
import { FilterBar } from './filter-bar.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { PageHeader } from './page-header.tsx';
import { Ruler } from './ruler.tsx';
import type { Session } from './session.ts';
import { Toolbar } from './toolbar.tsx';
import { useCursorInAddress } from './use-cursor-in-address.ts';
import { useKeys } from './use-keys.ts';
import { usePlayer } from './use-player.ts';
import { ViolationBar } from './violation-bar.tsx';

/** The whole page. */
export function App({ trial }: { readonly trial: Trial }): JSX.Element {
  const session = useSession(trial);
  const help = useRef<HTMLDialogElement>(null);
  const searchBox = useRef<HTMLInputElement>(null);
  useKeys(session, { help, searchBox });
  usePlayer(session);
  useCursorInAddress(session);
  return (
    <div class="page">
      <PageHeader trial={trial} onHelp={() => help.current?.showModal()} />
      <ViolationBar session={session} />
      <Ruler session={session} />
      <Toolbar session={session} searchBox={searchBox} />
      <FilterBar session={session} />
      <main class="columns">
        <EventList session={session} />
        <Details session={session} />
      </main>
      <Announcer session={session} />
      <HelpDialog dialog={help} />
    </div>
  );
}

function useSession(trial: Trial): Session {
  const [view, dispatch] = useReducer(nextView, trial, (it) => initialView(firstCursor(it)));
  const topics = useMemo(() => topicsIn(trial), [trial]);
  const landmarks = useMemo(() => landmarksIn(trial), [trial]);
  const shown = useMemo(() => stepsShownBy(view.filter, trial), [view.filter, trial]);
  const step = trial.stepOf(view.cursor);
  const visible = useMemo(
    () => withPinned(shown, step.index, trial.steps.length),
    [shown, step.index, trial],
  );
  const matches = useMemo(() => search(trial, view.query), [trial, view.query]);
  return { trial, view, step, visible, topics, landmarks, matches, dispatch };
}

/** Where the address says, else where the property broke, else the beginning. */
function firstCursor(trial: Trial): number {
  const asked = /^#r=(\d+)$/.exec(location.hash)?.[1];
  if (asked !== undefined && Number(asked) < trial.records.length) return Number(asked);
  return Math.max(0, ...trial.factNumbers.keys());
}
