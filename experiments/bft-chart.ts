import { coordinate, element, line, text, tooltip } from '../src/report/space-time/svg.ts';
import {
  CONTENDERS,
  type Column,
  type Contender,
  FAULTS,
  type Faults,
  type Measured,
  SIZES,
} from './bft-points.ts';

/** Colours that the colour-blind tell apart [Okabe 2008]. */
const COLOURS: Readonly<Record<Contender, string>> = {
  pBFT: '#d55e00',
  Tendermint: '#cc79a7',
  'HotStuff, basic': '#56b4e9',
  'HotStuff, chained': '#0072b2',
};

const FAULT_WORDS: Readonly<Record<Faults, readonly [string, string]>> = {
  none: ['no fault', ''],
  crash: ['one crashes', 'for good'],
  silent: ['f leaders', 'are silent'],
  'two-faced': ['f leaders', 'equivocate'],
  partition: ['cut in two', 'for 1 s'],
};

const [WIDTH, HEIGHT] = [960, 830];
const PANEL = { width: 390, height: 250 };
const [LEFT, RIGHT] = [70, 540];
const [TOP, BOTTOM] = [180, 520];

const STYLE = `
  text { font: 12px system-ui, 'DejaVu Sans', sans-serif; fill: #24292f; }
  .title { font-weight: 600; font-size: 16px; }
  .panel { font-weight: 600; font-size: 13px; }
  .note { fill: #57606a; }
  .tick { text-anchor: middle; fill: #57606a; }
  .value { text-anchor: end; fill: #57606a; }
  .grid { stroke: #eaeef2; }
  .axis { stroke: #8c959f; }
`;

/** A frame with one axis of values, linear or by powers of ten. */
interface Panel {
  readonly title: string;
  readonly x: number;
  readonly y: number;
  readonly ticks: readonly number[];
  readonly scale: 'linear' | 'log';
}

/** Draws what the experiment found with a constant delay. Self-contained, and the same bytes for the same numbers. */
export function comparisonChart(rows: readonly Measured[]): string {
  const shown = rows.filter(({ network }) => network === 'constant');
  const most = Math.max(...SIZES);
  const authenticators = [5, 20, 100, 500, 2_000];
  const title = 'Four Byzantine protocols under the same faults';
  const parts = [
    element('style', {}, STYLE),
    element('rect', { width: WIDTH, height: HEIGHT, fill: '#ffffff' }),
    text('title', 24, 30, title),
    text(
      'note',
      24,
      50,
      'One client, one request after another; every message takes 10 ms; leaders are given 200 ms; n = 3f + 1.',
    ),
    ...CONTENDERS.flatMap((contender, index) => legend(shown, contender, index)),
    ...growth(shown, 'none', {
      title: 'Authenticators a decision, no fault',
      x: LEFT,
      y: TOP,
      ticks: authenticators,
      scale: 'log',
    }),
    ...growth(shown, 'silent', {
      title: 'Authenticators a decision, the f first leaders are silent',
      x: RIGHT,
      y: TOP,
      ticks: authenticators,
      scale: 'log',
    }),
    ...bars(shown, 'operationsPerSecond', {
      title: `Operations a second, n = ${most}`,
      x: LEFT,
      y: BOTTOM,
      ticks: [0, 5, 10, 15, 20],
      scale: 'linear',
    }),
    ...bars(shown, 'clientWaitLongestMs', {
      title: `The client’s longest wait in ms, n = ${most}`,
      x: RIGHT,
      y: BOTTOM,
      ticks: [10, 100, 1_000, 10_000],
      scale: 'log',
    }),
  ];
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: 'img',
  };
  return `${element('svg', attributes, [tooltip(title), ...parts].join('\n'))}\n`;
}

function legend(rows: readonly Measured[], contender: Contender, index: number): string[] {
  const row = find(rows, contender, 'none', Math.min(...SIZES));
  const { commitDelaysMedian, clientDelaysMedian } = row.values;
  const x = 24 + (index % 2) * 470;
  const y = 80 + Math.floor(index / 2) * 24;
  const words = `${contender}: ${commitDelaysMedian} message delays to commit, ${clientDelaysMedian} to the answer`;
  return [
    element('rect', { x, y: y - 10, width: 12, height: 12, fill: COLOURS[contender] }),
    text('note', x + 20, y, words),
  ];
}

function find(
  rows: readonly Measured[],
  contender: Contender,
  faults: Faults,
  nodes: number,
): Measured {
  const row = rows.find(
    (one) => one.contender === contender && one.faults === faults && one.nodes === nodes,
  );
  if (row === undefined) throw new RangeError(`Nothing was measured of ${contender}, ${faults}.`);
  return row;
}

function frame(panel: Panel): string[] {
  const { title, x, y, ticks } = panel;
  return [
    text('panel', x - 46, y - 24, title),
    ...ticks.flatMap((value, index) => [
      line(
        index === 0 ? 'axis' : 'grid',
        x,
        heightOf(panel, value),
        x + PANEL.width,
        heightOf(panel, value),
      ),
      text('value', x - 8, heightOf(panel, value) + 4, value.toLocaleString('en-US')),
    ]),
  ];
}

/** Where a value lies between the lowest and the highest tick. */
function heightOf({ y, ticks, scale }: Panel, value: number): number {
  const place = (one: number): number => (scale === 'log' ? Math.log10(one) : one);
  const [low, high] = [place(ticks[0] as number), place(ticks.at(-1) as number)];
  const share = Math.max(0, (place(value) - low) / (high - low));
  return y + PANEL.height * (1 - share);
}

/** Lines over the number of replicas. */
function growth(rows: readonly Measured[], faults: Faults, panel: Panel): string[] {
  const [least, most] = [Math.min(...SIZES), Math.max(...SIZES)];
  const xOf = (nodes: number): number =>
    panel.x + 30 + ((nodes - least) / (most - least)) * (PANEL.width - 60);
  const bottom = panel.y + PANEL.height;
  return [
    ...frame(panel),
    ...SIZES.map((nodes) => text('tick', xOf(nodes), bottom + 18, `n = ${nodes}`)),
    ...CONTENDERS.map((contender) => {
      const points = SIZES.map((nodes) => {
        const value = find(rows, contender, faults, nodes).values.authenticatorsPerDecision;
        return { nodes, value, x: xOf(nodes), y: heightOf(panel, value) };
      });
      const path = points
        .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${coordinate(x)} ${coordinate(y)}`)
        .join('');
      const stroke = COLOURS[contender];
      const marks = points.map(({ nodes, value, x, y }) =>
        element(
          'circle',
          { cx: x, cy: y, r: 4, fill: stroke },
          tooltip(`${contender}, n = ${nodes}: ${value.toFixed(1)}`),
        ),
      );
      const drawn = element('path', { d: path, fill: 'none', stroke, 'stroke-width': 2 });
      return element('g', {}, [drawn, ...marks].join(''));
    }),
  ];
}

/** For each kind of fault one bar a protocol. */
function bars(rows: readonly Measured[], column: Column, panel: Panel): string[] {
  const nodes = Math.max(...SIZES);
  const slot = PANEL.width / FAULTS.length;
  const width = (slot - 16) / CONTENDERS.length;
  const bottom = panel.y + PANEL.height;
  return [
    ...frame(panel),
    ...FAULTS.flatMap((faults, place) => {
      const middle = panel.x + (place + 0.5) * slot;
      const [first, second] = FAULT_WORDS[faults];
      return [
        text('tick', middle, bottom + 18, first),
        text('tick', middle, bottom + 33, second),
        ...CONTENDERS.map((contender, index) => {
          const value = find(rows, contender, faults, nodes).values[column];
          const y = heightOf(panel, value);
          const x = panel.x + place * slot + 8 + index * width;
          return element(
            'rect',
            { x, y, width: width - 1, height: bottom - y, fill: COLOURS[contender] },
            tooltip(`${contender}, ${`${first} ${second}`.trim()}: ${value.toFixed(1)}`),
          );
        }),
      ];
    }),
  ];
}
