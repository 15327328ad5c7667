import type { JSX } from 'preact';
import type { Flight } from '../model/flights.ts';
import { type LaneLayout, ROW } from '../model/lane-layout.ts';
import type { Step } from '../model/steps.ts';
import { EventSign } from './event-sign.tsx';
import { colourOf, type Session } from './session.ts';

interface LanesDrawingProps {
  readonly session: Session;
  readonly layout: LaneLayout;
  /** The rows that are drawn: from `first` up to, not including, `last`. */
  readonly first: number;
  readonly last: number;
}

/** The space-time diagram beside the rows: lanes, dots, and messages from row to row. */
export function LanesDrawing({ session, layout, first, last }: LanesDrawingProps): JSX.Element {
  const { trial, visible } = session;
  const steps = visible.steps.slice(first, last);
  const yOf = (step: number): number => (visible.rowOf(step) - first + 0.5) * ROW;
  return (
    <svg
      class="lanes"
      style={{ top: `${first * ROW}px` }}
      width={layout.width}
      height={Math.max(0, last - first) * ROW}
      aria-hidden="true"
    >
      {layout.endpoints.map((endpoint) => (
        <Lane
          key={endpoint}
          session={session}
          endpoint={endpoint}
          x={layout.xOf(endpoint) as number}
          steps={steps}
        />
      ))}
      {flightsInSight(session, first, last).map((flight) => (
        <FlightLine
          key={`${flight.sent} ${flight.ended}`}
          session={session}
          flight={flight}
          layout={layout}
          yOf={yOf}
        />
      ))}
      {steps.map((step) => (
        <Dot key={step} session={session} step={trial.step(step)} layout={layout} y={yOf(step)} />
      ))}
    </svg>
  );
}

function flightsInSight({ trial, visible }: Session, first: number, last: number): Flight[] {
  const top = visible.steps[first] ?? 0;
  const bottom = visible.steps[last - 1] ?? trial.steps.length - 1;
  return trial.flights.filter(({ sent, ended }) => {
    const departure = trial.stepOf(sent).index;
    const arrival = ended < 0 ? departure : trial.stepOf(ended).index;
    if (departure > bottom || arrival < top) return false;
    return visible.isShown(departure) || visible.isShown(arrival);
  });
}

interface LaneProps {
  readonly session: Session;
  readonly endpoint: number;
  readonly x: number;
  readonly steps: readonly number[];
}

/** A lane in pieces, one a way in which its node is. */
function Lane({ session, endpoint, x, steps }: LaneProps): JSX.Element {
  const { lanes, viewed } = session.trial;
  const pieces: { style: string; from: number; to: number }[] = [];
  steps.forEach((step, row) => {
    const { isDown, isPaused, isCorrupt, isCutOff, hasDuty } = lanes.after(step, endpoint);
    const flags = isDown
      ? [isCorrupt && 'corrupt', 'down']
      : [isCorrupt && 'corrupt', isPaused && 'paused', isCutOff && 'cut-off', hasDuty && 'duty'];
    const style = flags.filter((flag) => flag !== false).join(' ');
    const open = pieces.at(-1);
    if (open?.style === style) open.to = row + 1;
    else pieces.push({ style, from: row, to: row + 1 });
  });
  const isClient = endpoint >= viewed.nodeCount;
  return (
    <g class={isClient ? 'client-lane' : 'node-lane'}>
      {pieces.map(({ style, from, to }) => (
        <g key={from} class={style}>
          {style.includes('cut-off') && (
            <rect x={x - 11} y={from * ROW} width={22} height={(to - from) * ROW} />
          )}
          {style.includes('corrupt') && (
            <line class="stripe" x1={x} x2={x} y1={from * ROW} y2={to * ROW} />
          )}
          <line x1={x} x2={x} y1={from * ROW} y2={to * ROW} />
        </g>
      ))}
    </g>
  );
}

interface FlightLineProps {
  readonly session: Session;
  readonly flight: Flight;
  readonly layout: LaneLayout;
  readonly yOf: (step: number) => number;
}

function FlightLine({ session, flight, layout, yOf }: FlightLineProps): JSX.Element | null {
  const { trial, view } = session;
  const { sent, ended, from, to, isLost, isClients } = flight;
  const topic = trial.topicOf(sent);
  const [x1, x2] = [layout.xOf(from), layout.xOf(to)];
  if (view.filter.hiddenTopics.has(topic) || x1 === undefined || x2 === undefined) return null;
  if (from === to) return null;
  const departure = trial.stepOf(sent);
  const arrival = ended < 0 ? departure : trial.stepOf(ended);
  const y1 = yOf(departure.index);
  const isStub = arrival === departure && (isLost || ended < 0);
  const end: Point = isStub ? stubEnd(x1, x2, y1) : [x2, yOf(arrival.index)];
  const isNear = departure === session.step || arrival === session.step;
  const classes = [
    'flight',
    colourOf(session, topic) ?? 'mc',
    isNear && 'near',
    isClients && 'clients',
    (isLost || ended < 0) && 'lost',
  ];
  return (
    <g class={classes.filter((name) => name !== false).join(' ')}>
      {isLost || ended < 0 ? (
        <LostLine from={[x1, y1]} to={end} isLost={isLost} />
      ) : (
        <Arrow from={[x1, y1]} to={end} />
      )}
    </g>
  );
}

type Point = readonly [x: number, y: number];

interface LineProps {
  readonly from: Point;
  readonly to: Point;
}

/** An arrow that ends at the edge of a dot, not in its middle. */
function Arrow({ from: [x1, y1], to: [x2, y2] }: LineProps): JSX.Element {
  const length = Math.max(1, Math.hypot(x2 - x1, y2 - y1));
  const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
  const [tipX, tipY] = [x2 - dx * 5, y2 - dy * 5];
  const [baseX, baseY] = [tipX - dx * 7, tipY - dy * 7];
  const [wideX, wideY] = [dy * 3, dx * 3];
  return (
    <>
      <line x1={x1} y1={y1} x2={tipX} y2={tipY} />
      <path
        class="arrow-head"
        d={`M${tipX} ${tipY}L${baseX - wideX} ${baseY + wideY}L${baseX + wideX} ${baseY - wideY}z`}
      />
    </>
  );
}

function LostLine({
  from: [x1, y1],
  to: [x2, y2],
  isLost,
}: LineProps & { readonly isLost: boolean }): JSX.Element {
  return (
    <>
      <line x1={x1} y1={y1} x2={x2} y2={y2} />
      {isLost && <path class="cross" d={`M${x2 - 3.5} ${y2 - 3.5}l7 7m0-7l-7 7`} />}
    </>
  );
}

/** A message that gets nowhere ends a little beside its sender. */
function stubEnd(x1: number, x2: number, y1: number): Point {
  return [x1 + Math.sign(x2 - x1) * Math.min(18, Math.abs(x2 - x1)), y1 + ROW * 0.45];
}

interface DotProps {
  readonly session: Session;
  readonly step: Step;
  readonly layout: LaneLayout;
  readonly y: number;
}

/** Marks where an event happened: a shape a kind. Facts of the violation carry their number. */
function Dot({ session, step, layout, y }: DotProps): JSX.Element | null {
  const { trial } = session;
  const isPresent = step.index === session.step.index;
  const head = trial.record(step.first);
  const topic = trial.topicOf(step.first);
  if (step.process < 0) {
    return (
      <line
        class={topic === 'fault' ? 'band fault' : 'band'}
        x1={2}
        x2={layout.width - 2}
        y1={y}
        y2={y}
      />
    );
  }
  const x = layout.xOf(step.process);
  if (x === undefined || head.kind === 'dropped') return null;
  const fact = trial.recordsOf(step).find(({ index }) => trial.factNumbers.has(index));
  const tone = colourOf(session, topic) ?? topic;
  return (
    <g class={`dot ${tone} ${isPresent ? 'present' : ''}`}>
      {isPresent && <circle class="halo" cx={x} cy={y} r={9} />}
      <EventSign topic={topic} x={x} y={y} />
      {fact !== undefined && (
        <g class="fact-mark">
          <circle cx={x} cy={y} r={7.5} />
          <text x={x} y={y + 3.2}>
            {trial.factNumbers.get(fact.index)}
          </text>
        </g>
      )}
    </g>
  );
}
