import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { formatInstant } from '../../../src/report/number-text.ts';
import { formatRound, stacked, type TimeScale, ticksOf, timeScale } from '../model/time-scale.ts';
import { type Session, stepBy } from './session.ts';
import { useSize } from './use-size.ts';

const AXIS = 14;
const BARS = 22;
const SPAN_ROW = 13;
const MOST_SPAN_ROWS = 4;
/** As many microseconds as a bar of the histogram is wide, in pixels. */
const BAR_WIDTH = 3;

/** The whole trial from left to right: how much happens when, what lasted, and where the reader is. */
export function Ruler({ session }: { readonly session: Session }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const { trial, step, dispatch } = session;
  const endUs = Math.max(1, trial.viewed.endedAtUs);
  const scale = useMemo(() => timeScale(endUs, width), [endUs, width]);
  const rows = useMemo(() => stacked(trial.viewed.spans), [trial]);
  const spanRows = Math.min(MOST_SPAN_ROWS, Math.max(0, ...rows.map(({ row }) => row + 1)));
  const height = AXIS + BARS + spanRows * SPAN_ROW + 3;
  const seek = (event: PointerEvent): void => {
    const left = box.current?.getBoundingClientRect().left ?? 0;
    const nearest = stepAt(session, scale.atUs(event.clientX - left));
    dispatch({ type: 'step', to: trial.step(nearest).first });
  };
  return (
    <div
      ref={box}
      class="ruler"
      role="slider"
      tabIndex={0}
      aria-label="Virtual time"
      aria-valuemin={0}
      aria-valuemax={endUs / 1_000}
      aria-valuenow={step.atUs / 1_000}
      aria-valuetext={`${formatInstant(step.atUs)} of ${formatInstant(endUs)}`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seek(event);
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) seek(event);
      }}
      onWheel={(event) => stepBy(session, event.deltaY > 0 ? 1 : -1)}
    >
      <svg width={width} height={height} aria-hidden="true">
        <Axis endUs={endUs} scale={scale} height={height} />
        <Histogram session={session} scale={scale} />
        {rows
          .filter(({ row }) => row < MOST_SPAN_ROWS)
          .map(({ span, row }) => (
            <SpanBar
              key={`${span.kind} ${span.fromUs} ${row}`}
              label={spanLabel(span.label, span.endpoints, session)}
              kind={span.kind}
              x={scale.xOf(span.fromUs)}
              end={scale.xOf(span.toUs ?? endUs)}
              y={AXIS + BARS + row * SPAN_ROW + 1}
            />
          ))}
        <Marks session={session} scale={scale} height={height} />
        <Cursor session={session} scale={scale} height={height} />
      </svg>
    </div>
  );
}

function stepAt({ trial, visible }: Session, atUs: number): number {
  let low = 0;
  let high = visible.count - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (trial.step(visible.steps[middle] as number).atUs <= atUs) low = middle;
    else high = middle - 1;
  }
  return visible.atRow(low) ?? 0;
}

function spanLabel(label: string, endpoints: readonly number[], { trial }: Session): string {
  return [...endpoints.map((end) => trial.words.endpoint(end)), label].join(' ');
}

interface AxisProps {
  readonly endUs: number;
  readonly scale: TimeScale;
  readonly height: number;
}

function Axis({ endUs, scale, height }: AxisProps): JSX.Element {
  return (
    <g class="axis">
      {ticksOf(endUs, scale, 90).map((atUs) => {
        const x = Math.round(scale.xOf(atUs)) + 0.5;
        const isLast = scale.width - x < 50;
        return (
          <g key={atUs}>
            <line x1={x} x2={x} y1={0} y2={height} />
            <text x={isLast ? x - 3 : x + 3} y={10} text-anchor={isLast ? 'end' : 'start'}>
              {formatRound(atUs)}
            </text>
          </g>
        );
      })}
    </g>
  );
}

interface ScaledProps {
  readonly session: Session;
  readonly scale: TimeScale;
}

function Histogram({ session, scale }: ScaledProps): JSX.Element {
  const { trial, visible } = session;
  const path = useMemo(() => {
    const counts = new Array<number>(Math.ceil(scale.width / BAR_WIDTH) + 1).fill(0);
    for (const step of visible.steps) {
      const bar = Math.floor(scale.xOf(trial.step(step).atUs) / BAR_WIDTH);
      counts[bar] = (counts[bar] ?? 0) + 1;
    }
    const most = Math.max(1, ...counts);
    return counts
      .map((count, bar) => {
        const height = count === 0 ? 0 : 1 + (count / most) * (BARS - 4);
        return count === 0 ? '' : `M${bar * BAR_WIDTH + 1} ${AXIS + BARS}v${-height.toFixed(1)}`;
      })
      .join('');
  }, [trial, visible.steps, scale]);
  return <path class="histogram" d={path} />;
}

interface SpanBarProps {
  readonly label: string;
  readonly kind: string;
  readonly x: number;
  readonly end: number;
  readonly y: number;
}

function SpanBar({ label, kind, x, end, y }: SpanBarProps): JSX.Element {
  const width = Math.max(2, end - x);
  const fits = label.length * 5.6 + 8 < width;
  return (
    <g class={`span ${kind}`}>
      <title>{label}</title>
      <rect x={x} y={y} width={width} height={SPAN_ROW - 2} rx={2} />
      {fits && (
        <text x={x + 4} y={y + 8.5}>
          {label}
        </text>
      )}
    </g>
  );
}

/** Faults, facts, what the search finds, and when everything was healed. */
function Marks({ session, scale, height }: ScaledProps & { readonly height: number }): JSX.Element {
  const { trial, landmarks, matches } = session;
  const xOf = (record: number): number => scale.xOf(trial.record(record).atUs);
  const { healedAtUs } = trial.viewed;
  return (
    <>
      {healedAtUs !== undefined && (
        <rect
          class="healed"
          x={scale.xOf(healedAtUs)}
          y={0}
          width={Math.max(0, scale.width - scale.xOf(healedAtUs))}
          height={height}
        >
          <title>All faults are healed: time to settle</title>
        </rect>
      )}
      <path
        class="fault-marks"
        d={landmarks.faults.map((record) => `M${xOf(record)} ${AXIS + BARS}v-6`).join('')}
      />
      <path class="match-marks" d={matches.map((record) => `M${xOf(record)} ${AXIS}v5`).join('')} />
      {factMarks(session, scale).map(({ number, x, labelX }) => (
        <g key={number} class="fact-mark">
          <line x1={x} x2={x} y1={AXIS} y2={height} />
          <circle cx={labelX} cy={AXIS + 7} r={6} />
          <text x={labelX} y={AXIS + 10}>
            {number}
          </text>
        </g>
      ))}
    </>
  );
}

interface FactMark {
  readonly number: number;
  readonly x: number;
  readonly labelX: number;
}

/** Facts near each other have their numbers side by side, to the left of where they would overlap. */
function factMarks({ trial }: Session, scale: TimeScale): FactMark[] {
  const marks: FactMark[] = [];
  let edge = scale.width - 7;
  const facts = [...trial.factNumbers].filter(([record]) => record >= 0);
  for (const [record, number] of facts.sort(([left], [right]) => right - left)) {
    const x = scale.xOf(trial.record(record).atUs);
    const labelX = Math.min(x, edge);
    edge = labelX - 14;
    marks.push({ number, x, labelX });
  }
  return marks;
}

/** Where the reader is. */
function Cursor({
  session,
  scale,
  height,
}: ScaledProps & { readonly height: number }): JSX.Element {
  const x = scale.xOf(session.step.atUs);
  return (
    <g class="cursor">
      <line x1={x} x2={x} y1={0} y2={height} />
      <path d={`M${x - 5} 0h10l-5 6z`} />
    </g>
  );
}
