import type { EndpointId } from '../../core/identity.ts';
import { drawArrow, drawArrowLabel } from './arrows.ts';
import { type Box, LabelRoom } from './label-room.ts';
import { BESIDE, type Layout, LINE, labelWidth, layOut, type PlacedMark } from './layout.ts';
import { drawBackground, drawLifelines, drawTimes } from './lifelines.ts';
import type { Scene } from './scene.ts';
import { COLOURS, STYLE } from './style.ts';
import { coordinate, element, line, text, tooltip } from './svg.ts';
import { textWidth, wrapText } from './text-width.ts';

/** What a diagram says above the drawing. */
export interface DiagramText {
  readonly title: string;
  /** The property that was broken, and how. */
  readonly broken?: { readonly name: string; readonly explanation: string };
  /** What is shown and what is left out. */
  readonly remarks: readonly string[];
  /** The roles of nodes, where they differ. */
  readonly roles: ReadonlyMap<EndpointId, string>;
  /** How many lines the label of an observation may have. */
  readonly longestLabel: number;
}

const LEFT = 20;
const MIN_WIDTH = 560;

/** Draws a scene as one self-contained SVG: the same scene, the same bytes. */
export function drawDiagram(scene: Scene, words: DiagramText): string {
  const draft = layOut(scene, 0, words.longestLabel);
  const bars = scene.spans.filter(({ kind }) => kind === 'links').length;
  const width = Math.max(MIN_WIDTH, draft.width + bars * 17 + 12);
  const heading = drawHeading(words, width);
  const layout = layOut(scene, heading.bottom + 50, words.longestLabel);
  const colours = coloursOf(scene);
  const legend = drawLegend(colours, scene, layout.axis.bottom + 24, width);
  const height = legend.bottom + 14;
  const size = { width: coordinate(width), height: coordinate(height) };
  return [
    element(
      'svg',
      {
        xmlns: 'http://www.w3.org/2000/svg',
        class: 'space-time',
        ...size,
        viewBox: `0 0 ${size.width} ${size.height}`,
        role: 'img',
      },
      [
        `${tooltip(words.title)}<style>${STYLE}</style>${HATCH}`,
        element('rect', { class: 'paper', width, height }),
        heading.markup,
        drawBackground(layout),
        drawTimes(layout),
        drawLifelines(layout, words.roles),
        drawMessages(layout, colours),
        drawMarks(layout),
        legend.markup,
      ].join('\n'),
    ),
    '',
  ].join('\n');
}

const HATCH: string =
  '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" ' +
  'patternTransform="rotate(45)"><rect width="6" height="6" style="fill:var(--shade)"/>' +
  '<path class="hatch" d="M0 0V6"/></pattern></defs>';

interface Block {
  readonly markup: string;
  readonly bottom: number;
}

function drawHeading({ title, broken, remarks }: DiagramText, width: number): Block {
  const parts = [text('title', LEFT, 28, title)];
  let y = 46;
  const paragraph = (kind: string, words: string, size: number): void => {
    for (const row of wrapText(words, size, width - 2 * LEFT, 4)) {
      parts.push(text(kind, LEFT, y, row));
      y += 15;
    }
  };
  if (broken !== undefined) paragraph('broken', `${broken.name}: ${broken.explanation}`, 11.6);
  for (const remark of remarks) paragraph('soft', remark, 11);
  return { markup: parts.join(''), bottom: y };
}

/** A colour for each type of message, in the order of their first sending; those of clients are grey. */
function coloursOf({ arrows }: Scene): Map<string, string> {
  const colours = new Map<string, string>();
  let next = 0;
  for (const { type, from, to } of arrows) {
    if (colours.has(type)) continue;
    const isClients = (type === 'request' || type === 'answer') && from !== to;
    colours.set(type, isClients ? 'mc' : `m${next++ % COLOURS}`);
  }
  return colours;
}

function drawMessages(layout: Layout, colours: ReadonlyMap<string, string>): string {
  const room = new LabelRoom();
  for (const mark of layout.marks) room.take([boxOf(mark)]);
  const { arrows } = layout.scene;
  const colourOf = (type: string): string => colours.get(type) ?? 'mc';
  const shapes = arrows.map((arrow) => drawArrow(arrow, layout, colourOf(arrow.type)));
  const labels = arrows.map((arrow) => drawArrowLabel(arrow, layout, colourOf(arrow.type), room));
  return [...shapes, ...labels].join('');
}

/** The room that a mark takes, with its label. */
function boxOf(mark: PlacedMark): Box {
  const height = Math.max(6, mark.lines.length * LINE - 2);
  const right = mark.lines.length === 0 ? mark.x + 6 : mark.x + BESIDE + labelWidth(mark) + 4;
  return { left: mark.x - 6, top: mark.y - 6, right, bottom: mark.y - 6 + height };
}

function drawMarks({ marks }: Layout): string {
  const plain = marks.filter(({ mark }) => mark.fact === undefined);
  const facts = marks.filter(({ mark }) => mark.fact !== undefined);
  return [...plain, ...facts].map(drawMark).join('');
}

function drawMark(placed: PlacedMark): string {
  const { mark, x, y, lines } = placed;
  const kind = mark.fact !== undefined ? 'fact' : mark.kind === 'fault' ? 'blow' : 'note';
  const label = lines.map((words, index) => text(kind, x + BESIDE, y + 3.5 + index * LINE, words));
  const ground = lines.length === 0 ? '' : groundOf(placed);
  const shape = shapeOf(mark, x, y);
  const isWhole = lines.join(' ') === mark.tooltip;
  const markup = `${ground}${shape}${label.join('')}`;
  return isWhole ? markup : element('g', {}, `${tooltip(mark.tooltip)}${markup}`);
}

/** Messages fade where they pass behind a label. */
function groundOf(placed: PlacedMark): string {
  const { left, top, right, bottom } = boxOf(placed);
  const shape = { x: left + 6 + BESIDE - 3, y: top, width: right - left - BESIDE - 3 };
  return element('rect', { class: 'ground', ...shape, height: bottom - top, rx: 2 });
}

function shapeOf({ kind, fact }: PlacedMark['mark'], x: number, y: number): string {
  if (fact !== undefined) {
    const ring = element('circle', { class: 'ring', cx: x, cy: y, r: 7 });
    return `${ring}${text('number', x, y + 3.2, String(fact))}`;
  }
  switch (kind) {
    case 'observed':
      return element('circle', { class: 'dot', cx: x, cy: y, r: 3 });
    case 'fault':
      return cross(x, y);
    case 'started':
      return line('tick', x - 7, y, x + 7, y);
    default:
      return line('tick', x - 5, y, x + 5, y);
  }
}

function cross(x: number, y: number): string {
  const [left, right] = [coordinate(x - 4), coordinate(x + 4)];
  const [top, bottom] = [coordinate(y - 4), coordinate(y + 4)];
  return element('path', {
    class: 'wrong',
    d: `M${left} ${top}L${right} ${bottom}M${left} ${bottom}L${right} ${top}`,
  });
}

/** Says which colour is which message, and what the other signs are. */
function drawLegend(
  colours: ReadonlyMap<string, string>,
  { arrows, marks, spans }: Scene,
  top: number,
  width: number,
): Block {
  const entries: [sign: (x: number, y: number) => string, words: string][] = [];
  for (const [type, colour] of colours) {
    const client = colour === 'mc' ? ' client' : '';
    entries.push([(x, y) => line(`arrow ${colour}${client}`, x, y, x + 20, y), type]);
  }
  const add = (isShown: boolean, words: string, sign: (x: number, y: number) => string): void => {
    if (isShown) entries.push([sign, words]);
  };
  const has = (kind: string): boolean => marks.some((mark) => mark.kind === kind);
  add(arrows.some(({ lost }) => lost !== undefined) || has('fault'), 'lost, or a fault', (x, y) =>
    cross(x + 10, y),
  );
  add(has('observed'), 'observed', (x, y) =>
    element('circle', { class: 'dot', cx: x + 12, cy: y, r: 3 }),
  );
  add(has('timer'), 'timer', (x, y) => line('tick', x + 8, y, x + 18, y));
  add(
    marks.some(({ fact }) => fact !== undefined),
    'a fact that disagrees',
    (x, y) => element('circle', { class: 'ring', cx: x + 12, cy: y, r: 6 }),
  );
  add(
    spans.some(({ kind }) => kind === 'cutOff'),
    'cut off',
    (x, y) => element('rect', { class: 'cut', x: x + 4, y: y - 5, width: 16, height: 10 }),
  );
  add(
    spans.some(({ kind }) => kind === 'down'),
    'down',
    (x, y) => line('life down', x + 2, y, x + 22, y),
  );
  add(
    spans.some(({ kind }) => kind === 'paused'),
    'paused',
    (x, y) => line('life paused', x + 2, y, x + 22, y),
  );
  const corrupt = spans.filter(({ kind }) => kind === 'corrupt').map(({ label }) => label);
  add(corrupt.length > 0, [...new Set(corrupt)].join(', '), (x, y) =>
    line('corrupt', x + 2, y, x + 22, y),
  );
  let x = LEFT;
  let y = top;
  const parts: string[] = [];
  for (const [sign, words] of entries) {
    const room = 28 + textWidth(words, 10) + 18;
    if (x + room > width && x > LEFT) {
      x = LEFT;
      y += 18;
    }
    parts.push(sign(x, y), text('note soft', x + 27, y + 3.5, words));
    x += room;
  }
  return { markup: parts.join(''), bottom: y + 6 };
}
