import { element, line, text, tooltip } from '../src/report/space-time/svg.ts';

/** Rates along a whole-numbered axis, with their intervals and what was expected of them. */
export interface Series {
  readonly name: string;
  readonly tone: 'good' | 'bad' | 'doubtful';
  readonly points: readonly {
    readonly x: number;
    readonly rate: number;
    readonly low: number;
    readonly high: number;
    readonly expected: number;
  }[];
}

/** What a chart shows. */
export interface RateChart {
  readonly title: string;
  readonly notes: string;
  readonly axes: { readonly x: string; readonly y: string };
  readonly series: readonly Series[];
}

const [WIDTH, HEIGHT] = [720, 420];
const FRAME = { left: 64, right: 24, top: 92, bottom: 56 };

/** Colours that the colour-blind tell apart [Okabe 2008]. */
const COLOURS: Readonly<Record<Series['tone'], string>> = {
  bad: '#d55e00',
  doubtful: '#e69f00',
  good: '#0072b2',
};

const STYLE = `
  text { font: 12px system-ui, 'DejaVu Sans', sans-serif; fill: #24292f; }
  .title { font-weight: 600; font-size: 16px; }
  .note { fill: #57606a; }
  .tick { text-anchor: middle; }
  .rate { text-anchor: end; }
  .grid { stroke: #eaeef2; }
  .axis { stroke: #8c959f; }
`;

/** Draws lines of rates from 0 to 1. Self-contained, and the same bytes for the same numbers. */
export function rateChart({ title, notes, axes, series }: RateChart): string {
  const xs = series.flatMap(({ points }) => points.map(({ x }) => x));
  const [least, most] = [Math.min(...xs), Math.max(...xs)];
  const right = WIDTH - FRAME.right;
  const bottom = HEIGHT - FRAME.bottom;
  const xOf = (x: number) =>
    FRAME.left + ((x - least + 0.5) / (most - least + 1)) * (right - FRAME.left);
  const yOf = (rate: number) => bottom - rate * (bottom - FRAME.top);
  const ticks = Array.from({ length: most - least + 1 }, (_, index) => least + index);
  const grid = [0, 0.25, 0.5, 0.75, 1];
  const parts = [
    element('style', {}, STYLE),
    element('rect', { width: WIDTH, height: HEIGHT, fill: '#ffffff' }),
    text('title', FRAME.left, 28, title),
    text('note', FRAME.left, 48, notes),
    ...grid.flatMap((rate) => [
      line(rate === 0 ? 'axis' : 'grid', FRAME.left, yOf(rate), right, yOf(rate)),
      text('rate', FRAME.left - 8, yOf(rate) + 4, `${rate * 100} %`),
    ]),
    ...ticks.map((x) => text('tick', xOf(x), bottom + 20, String(x))),
    text('tick', (FRAME.left + right) / 2, bottom + 42, axes.x),
    ...series.flatMap((one, index) => legend(one, index)),
    ...series.map((one, index) => curve(one, (x) => xOf(x) + (index - 1) * 5, yOf)),
  ];
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: 'img',
  };
  const label = tooltip(`${title}: ${axes.y}, by ${axes.x}`);
  return `${element('svg', attributes, [label, ...parts].join('\n'))}\n`;
}

function legend({ name, tone }: Series, index: number): string[] {
  const x = FRAME.left + index * 210;
  return [
    element('circle', { cx: x + 5, cy: 68, r: 4, fill: COLOURS[tone] }),
    text('note', x + 16, 72, name),
  ];
}

function curve(
  { name, tone, points }: Series,
  xOf: (x: number) => number,
  yOf: (rate: number) => number,
): string {
  const stroke = COLOURS[tone];
  const path = points.map(({ x, rate }, index) => {
    const command = index === 0 ? 'M' : 'L';
    return `${command}${Math.round(xOf(x) * 10) / 10} ${Math.round(yOf(rate) * 10) / 10}`;
  });
  const marks = points.map(({ x, rate, low, high, expected }) => {
    const words = `${name}, n = ${x}: ${(rate * 100).toFixed(1)} %, expected ${(expected * 100).toFixed(1)} %`;
    return element(
      'g',
      {},
      [
        tooltip(words),
        element('path', {
          d: `M${Math.round(xOf(x) * 10) / 10} ${Math.round(yOf(low) * 10) / 10}V${Math.round(yOf(high) * 10) / 10}`,
          stroke,
        }),
        element('circle', { cx: xOf(x), cy: yOf(rate), r: 3, fill: stroke }),
        element('circle', { cx: xOf(x), cy: yOf(expected), r: 5.5, fill: 'none', stroke }),
      ].join(''),
    );
  });
  const drawn = element('path', { d: path.join(''), fill: 'none', stroke, 'stroke-opacity': 0.4 });
  return [drawn, ...marks].join('\n');
}
