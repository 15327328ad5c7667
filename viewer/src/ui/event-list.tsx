import type { JSX, RefObject } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { alone, toggled } from '../model/filter.ts';
import { type LaneLayout, laneLayout, ROW } from '../model/lane-layout.ts';
import { EventRow } from './event-row.tsx';
import { LanesDrawing } from './lanes-drawing.tsx';
import { leapTo, type Session } from './session.ts';
import { useSize } from './use-size.ts';

/** Rows that are drawn beyond the edges. */
const BEYOND = 6;
/** How near to an edge the cursor comes before the list scrolls, as a share of its height. */
const EDGE = 0.25;

/** Every shown event in a row: when, on which lane, what. Only the rows in sight exist. */
export function EventList({ session }: { readonly session: Session }): JSX.Element {
  const { trial, view, visible, step } = session;
  const box = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(box);
  const [top, setTop] = useState(0);
  useCursorInSight(box, visible.rowOf(step.index), height);
  const { hiddenEndpoints } = view.filter;
  const layout = useMemo(
    () => laneLayout(trial.viewed.nodeCount, trial.endpointCount, hiddenEndpoints, width),
    [trial, hiddenEndpoints, width],
  );
  const first = Math.max(0, Math.floor(top / ROW) - BEYOND);
  const last = Math.min(visible.count, Math.ceil((top + height) / ROW) + BEYOND);
  const rows = visible.steps.slice(first, last);
  return (
    <section class="events" aria-label="Events" style={{ '--lanes': `${layout.width}px` }}>
      <LaneHeads session={session} layout={layout} />
      <div
        ref={box}
        class="events-scroll"
        role="listbox"
        tabIndex={0}
        aria-label="Events"
        aria-activedescendant={`step-${step.index}`}
        onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}
      >
        <div class="events-all" style={{ height: `${(visible.count + 1) * ROW}px` }}>
          {rows.map((index, offset) => (
            <EventRow
              key={index}
              session={session}
              step={trial.step(index)}
              row={first + offset}
              top={(first + offset) * ROW}
              onChoose={() => leapTo(session, trial.step(index).first)}
            />
          ))}
          <LanesDrawing session={session} layout={layout} first={first} last={last} />
        </div>
      </div>
    </section>
  );
}

/** Keeps the row of the cursor away from the edges. */
function useCursorInSight(box: RefObject<HTMLElement | null>, row: number, height: number): void {
  useLayoutEffect(() => {
    const scrolled = box.current;
    if (scrolled === null) return;
    const y = row * ROW;
    const margin = height * EDGE;
    const { scrollTop } = scrolled;
    const isFar = y < scrollTop - height || y > scrollTop + 2 * height;
    if (isFar) scrolled.scrollTop = y - height / 2;
    else if (y < scrollTop + margin) scrolled.scrollTop = y - margin;
    else if (y > scrollTop + height - margin - ROW) scrolled.scrollTop = y - height + margin + ROW;
  }, [box, row, height]);
}

interface LaneHeadsProps {
  readonly session: Session;
  readonly layout: LaneLayout;
}

/** The names over the lanes. One hides its lane; a hidden one waits at the end. */
function LaneHeads({ session, layout }: LaneHeadsProps): JSX.Element {
  const { trial, view, step, dispatch } = session;
  const { filter } = view;
  const all = Array.from({ length: trial.endpointCount }, (_, endpoint) => endpoint);
  const change = (endpoint: number, isAlone: boolean): void => {
    const hiddenEndpoints = isAlone
      ? alone(filter.hiddenEndpoints, all, endpoint)
      : toggled(filter.hiddenEndpoints, endpoint);
    dispatch({ type: 'filter', filter: { ...filter, hiddenEndpoints } });
  };
  const head = (endpoint: number): JSX.Element => {
    const x = layout.xOf(endpoint);
    const name = trial.words.endpoint(endpoint);
    const { hasDuty, isDown, isCorrupt } = trial.lanes.after(step.index, endpoint);
    return (
      <button
        key={endpoint}
        type="button"
        class={`lane-head ${hasDuty ? 'duty' : ''} ${isDown ? 'down' : ''} ${isCorrupt ? 'corrupt' : ''}`}
        aria-pressed={x !== undefined}
        aria-label={`Show ${name}`}
        title={`${name}: hide or show; with ⇧ hide all others`}
        style={x === undefined ? {} : { left: `${x}px` }}
        onClick={({ shiftKey }) => change(endpoint, shiftKey)}
      >
        {name}
      </button>
    );
  };
  return (
    <div class="lane-heads">
      <span class="time-head">virtual time</span>
      <span class="lanes-space">{layout.endpoints.map(head)}</span>
      <span class="hidden-heads">
        {filter.hiddenEndpoints.size > 0 && <span class="soft">hidden:</span>}
        {all.filter((endpoint) => filter.hiddenEndpoints.has(endpoint)).map(head)}
      </span>
    </div>
  );
}
