import type { FrontierPoint } from '../experiment/frontier.ts';
import { placeOf } from './frontier-table.ts';
import { element, escapeXml, line, text, tooltip } from './space-time/svg.ts';

const CELL = 44;
const LEFT = 64;
const TOP = 64;
const RIGHT = 24;
const LEGEND = 92;

const STYLE = `
text{font:13px system-ui,sans-serif;fill:#222}
.title{font-size:16px;font-weight:600}.axis{fill:#555}.sign{font-size:15px;text-anchor:middle}
.held{fill:#cfe8d5}.live{fill:#f6d99a}.safe{fill:#e39a86}
.bound{stroke:#222;stroke-width:3;fill:none}.mid{text-anchor:middle}.end{text-anchor:end}
`;

/** What is seen of a point: its colour, and a sign for those who do not see colours. */
interface Look {
  readonly kind: 'held' | 'live' | 'safe';
  readonly sign: string;
  readonly meaning: string;
}

const HELD: Look = { kind: 'held', sign: '✓', meaning: 'nothing broke' };
const NOT_LIVE: Look = { kind: 'live', sign: '…', meaning: 'liveness lost' };
const NOT_SAFE: Look = { kind: 'safe', sign: '✗', meaning: 'safety lost' };

function lookOf({ safety, liveness }: FrontierPoint): Look {
  if (safety !== undefined) return NOT_SAFE;
  return liveness === undefined ? HELD : NOT_LIVE;
}

/** Draws a frontier: a column for each number of nodes, a row for each number of faulty ones, a line at what is promised. */
export function frontierSvg(title: string, points: readonly FrontierPoint[]): string {
  const columns = [...new Set(points.map(({ nodes }) => nodes))].sort((a, b) => a - b);
  const most = Math.max(0, ...points.map(({ faulty }) => faulty));
  const floor = TOP + (most + 1) * CELL;
  const width = Math.max(420, title.length * 9 + RIGHT, LEFT + columns.length * CELL + RIGHT);
  const x = (nodes: number): number => LEFT + columns.indexOf(nodes) * CELL;
  const y = (faulty: number): number => floor - (faulty + 1) * CELL;
  const cells = points.map((point) => drawPoint(point, x(point.nodes), y(point.faulty)));
  const bounds = columns.map((nodes) => {
    const tolerated = points.find((point) => point.nodes === nodes)?.tolerated ?? 0;
    return line('bound', x(nodes), y(tolerated), x(nodes) + CELL, y(tolerated));
  });
  const axes = [
    ...columns.map((nodes) => text('axis mid', x(nodes) + CELL / 2, floor + 18, String(nodes))),
    ...Array.from({ length: most + 1 }, (_, faulty) =>
      text('axis end', LEFT - 10, y(faulty) + CELL / 2 + 5, String(faulty)),
    ),
    text('axis', LEFT, floor + 38, 'nodes'),
    text('axis', 12, TOP - 12, 'faulty nodes'),
  ];
  const height = floor + LEGEND;
  const content = [
    element('style', {}, STYLE),
    element('title', {}, escapeXml(title)),
    element('rect', { width, height, fill: '#fff' }),
    text('title', 12, 28, title),
    ...cells,
    ...bounds,
    ...axes,
    ...legend(floor + 58),
  ].join('\n');
  return `${element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}` },
    content,
  )}\n`;
}

function drawPoint(point: FrontierPoint, x: number, y: number): string {
  const { kind, sign, meaning } = lookOf(point);
  const { nodes, faulty, safety, liveness } = point;
  const found = safety ?? liveness;
  const which = found === undefined ? '' : `: ${found.property} in trial ${found.trial}`;
  const where = `${nodes} nodes, ${faulty} faulty, ${placeOf(point)} what is promised`;
  const square = element('rect', {
    class: kind,
    x: x + 1,
    y: y + 1,
    width: CELL - 2,
    height: CELL - 2,
  });
  const mark = text('sign', x + CELL / 2, y + CELL / 2 + 5, sign);
  return element('g', {}, `${tooltip(`${where}: ${meaning}${which}`)}${square}${mark}`);
}

function legend(y: number): string[] {
  const entries = [HELD, NOT_LIVE, NOT_SAFE].flatMap(({ kind, sign, meaning }, index) => {
    const x = 12 + index * 130;
    return [
      element('rect', { class: kind, x, y, width: 18, height: 18 }),
      text('sign', x + 9, y + 14, sign),
      text('axis', x + 24, y + 14, meaning),
    ];
  });
  return [
    ...entries,
    line('bound', 12, y + 28, 30, y + 28),
    text('axis', 36, y + 32, 'promised up to here'),
  ];
}
