import { describeOperation, type HistoryReport } from '../checking/history/check-history.ts';
import { formatPlain } from '../checking/history/history.ts';
import { type Bar, type HistoryLayout, layOutHistory } from './history-layout.ts';
import { formatCount } from './number-text.ts';

const MARGIN = 20;
const LANE_X = 96;
const HEAD_HEIGHT = 78;
const ROW_HEIGHT = 40;
const BAR_HEIGHT = 22;

const STYLE = `
  text { font: 12px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; fill: #24292f; }
  .title { font: 600 15px system-ui, 'DejaVu Sans', sans-serif; }
  .note, .process { font: 12px system-ui, 'DejaVu Sans', sans-serif; fill: #57606a; }
  .lane { stroke: #eaeef2; }
  .bar { stroke-width: 1.2; }
  .ok { fill: #ddf4ff; stroke: #54aeff; }
  .info { fill: #fff8c5; stroke: #d4a72c; stroke-dasharray: 4 3; }
  .fail { fill: #f6f8fa; stroke: #afb8c1; }
  .impossible { fill: #ffebe9; stroke: #cf222e; stroke-width: 2; }
  .label-fail { fill: #8c959f; text-decoration: line-through; }
  .label-impossible { fill: #a40e26; font-weight: 700; }
  .point { stroke: #1a7f37; stroke-width: 2; }
  .disc { fill: #1a7f37; }
  .number { font: 700 9px system-ui, 'DejaVu Sans', sans-serif; fill: #fff; text-anchor: middle; }
`;

/** Draws a history: a row for each process, a bar for each operation, and where each takes effect. Self-contained. */
export function historySvg(report: HistoryReport, name: string): string {
  const layout = layOutHistory(report);
  const title = `${name}: ${report.result.verdict}`;
  const notes = notesOf(report, layout);
  const textWidth = Math.max(title.length * 9, ...notes.map((note) => note.length * 6.6));
  const width = Math.ceil(Math.max(LANE_X + layout.width + MARGIN, textWidth + 2 * MARGIN));
  const height = HEAD_HEIGHT + layout.rows.length * ROW_HEIGHT + MARGIN;
  const endX = width - MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text class="title" x="${MARGIN}" y="28">${escaped(title)}</text>`,
    ...notes.map(
      (note, line) =>
        `<text class="note" x="${MARGIN}" y="${48 + line * 17}">${escaped(note)}</text>`,
    ),
    ...layout.rows.map((process, row) => lane(process, row, endX)),
    ...layout.bars.map((bar) => drawBar(bar, endX)),
    ...layout.bars.map(drawPoint),
    '</svg>',
    '',
  ].join('\n');
}

function notesOf(report: HistoryReport, { leftOut }: HistoryLayout): string[] {
  const { operations, result } = report;
  const shown = leftOut === 0 ? '' : `; ${formatCount(leftOut)} operations are left out`;
  if (result.verdict !== 'not linearizable') {
    const what =
      result.verdict === 'linearizable'
        ? 'Each operation takes effect at its green point, in the order of the numbers'
        : 'The budget did not suffice to order these operations';
    return [`${what}${shown}.`];
  }
  const { operation, instead, key } = result.impossibility;
  const impossible = operations[operation];
  const what = impossible === undefined ? '' : describeOperation(impossible);
  const of = key === undefined ? '' : ` of key ${key}`;
  const answers = instead.map((value) => formatPlain(value)).join(' or ');
  return [
    `No order allows ${what}${of}, in red${shown}.`,
    answers === ''
      ? 'The points are an order of what came before.'
      : `Possible: ${answers}. The points are an order of what came before.`,
  ];
}

function lane(process: string | undefined, row: number, endX: number): string {
  const y = middleOf(row);
  const line = `<line class="lane" x1="${LANE_X}" y1="${y}" x2="${endX}" y2="${y}"/>`;
  if (process === undefined) return line;
  const name = /^\d+$/.test(process) ? `process ${process}` : process;
  return `<text class="process" x="${MARGIN}" y="${y + 4}">${escaped(name)}</text>${line}`;
}

function drawBar({ label, row, fromX, toX, look }: Bar, endX: number): string {
  const y = middleOf(row) - BAR_HEIGHT / 2;
  const x = round(LANE_X + fromX);
  const end = toX === undefined ? endX : LANE_X + toX;
  const width = round(Math.max(2, end - x));
  const bar = `<rect class="bar ${look}" x="${x}" y="${y}" width="${width}" height="${BAR_HEIGHT}" rx="4"/>`;
  const text = `<text class="label-${look}" x="${x + 8}" y="${y + 15}">${escaped(label)}</text>`;
  return `${bar}${text}`;
}

function drawPoint({ row, point }: Bar): string {
  if (point === undefined) return '';
  const y = middleOf(row) + BAR_HEIGHT / 2;
  const x = round(LANE_X + point.x);
  return [
    `<line class="point" x1="${x}" y1="${y - 3}" x2="${x}" y2="${y + 2}"/>`,
    `<circle class="disc" cx="${x}" cy="${y + 4}" r="7.5"/>`,
    `<text class="number" x="${x}" y="${y + 7.2}">${point.number}</text>`,
  ].join('');
}

function middleOf(row: number): number {
  return HEAD_HEIGHT + row * ROW_HEIGHT + ROW_HEIGHT / 2;
}

function round(x: number): number {
  return Math.round(x * 10) / 10;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
