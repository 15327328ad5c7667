import { boxesAlong, type LabelRoom, type Place } from './label-room.ts';
import type { Layout } from './layout.ts';
import type { Arrow } from './scene.ts';
import { coordinate, element, line, text, tooltip } from './svg.ts';
import { fitLabel, textWidth } from './text-width.ts';

const FLIGHT_SIZE = 9.5;
const HEAD = 6;

/** The two ends of an arrow on paper. */
interface Ends {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** Draws a message from its sending to its end: an arrow, or a line that ends in a cross. */
export function drawArrow(arrow: Arrow, layout: Layout, colour: string): string {
  const ends = endsOf(arrow, layout);
  const client = colour === 'mc' ? ' client' : '';
  const kind = `arrow ${colour}${client}`;
  const parts =
    arrow.from === arrow.to ? [loop(kind, ends)] : [line(kind, ends.x1, ends.y1, ends.x2, ends.y2)];
  if (arrow.lost !== undefined) parts.push(cross(ends));
  else if (isComplete(arrow, layout) && arrow.from !== arrow.to) {
    parts.push(head(ends, `${colour}f`));
  }
  const fate = arrow.lost === undefined ? '' : `, lost (${arrow.lost})`;
  return element('g', {}, `${tooltip(`${arrow.tooltip}${fate}`)}${parts.join('')}`);
}

/** Draws the label of a message where there is room along its arrow; nothing where there is none. */
export function drawArrowLabel(
  arrow: Arrow,
  layout: Layout,
  colour: string,
  room: LabelRoom,
): string {
  if (arrow.from === arrow.to) return '';
  const ends = endsOf(arrow, layout);
  for (const words of wordingsOf(arrow, layout.laneGap - 26)) {
    const width = textWidth(words, FLIGHT_SIZE);
    for (const place of placesAlong(ends, layout, width)) {
      if (!room.isFree(place.boxes)) continue;
      room.take(place.boxes);
      const degrees = (place.angle * 180) / Math.PI;
      const turn = `rotate(${coordinate(degrees)} ${coordinate(place.x)} ${coordinate(place.y)})`;
      return text(`flight ${colour}t`, place.x, place.y + 3, words, { transform: turn });
    }
  }
  return '';
}

function endsOf({ from, to, sentAtUs, endsAtUs, lost }: Arrow, layout: Layout): Ends {
  const { axis, xOf, scene } = layout;
  const x1 = xOf(from);
  const y1 = axis.yOf(sentAtUs);
  if (endsAtUs === undefined || endsAtUs > scene.toUs) {
    return { x1, y1, x2: (x1 + xOf(to)) / 2, y2: Math.max(y1 + 6, axis.bottom) };
  }
  const y2 = axis.yOf(endsAtUs);
  // What is lost at once never left: it is drawn a little way.
  const share = lost === undefined ? 1 : endsAtUs === sentAtUs ? 0.42 : 0.85;
  // The head stops before the dot that may stand there.
  const stop = lost === undefined ? Math.sign(xOf(to) - x1) * 3 : 0;
  const x2 = x1 + (xOf(to) - x1) * share - stop;
  return { x1, y1, x2, y2: y2 === y1 && lost !== undefined ? y1 + 8 : y2 };
}

function isComplete({ endsAtUs }: Arrow, { scene }: Layout): boolean {
  return endsAtUs !== undefined && endsAtUs <= scene.toUs;
}

function head({ x1, y1, x2, y2 }: Ends, kind: string): string {
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const corner = (turn: number): string => {
    const x = x2 - HEAD * Math.cos(angle + turn);
    const y = y2 - HEAD * Math.sin(angle + turn);
    return `${coordinate(x)} ${coordinate(y)}`;
  };
  const d = `M${coordinate(x2)} ${coordinate(y2)}L${corner(0.42)}L${corner(-0.42)}Z`;
  return element('path', { class: kind, d });
}

function cross({ x2, y2 }: Ends): string {
  const [left, right] = [coordinate(x2 - 4), coordinate(x2 + 4)];
  const [top, bottom] = [coordinate(y2 - 4), coordinate(y2 + 4)];
  return element('path', {
    class: 'wrong',
    d: `M${left} ${top}L${right} ${bottom}M${left} ${bottom}L${right} ${top}`,
  });
}

/** A message of a node to itself. */
function loop(kind: string, { x1, y1 }: Ends): string {
  const [x, y] = [coordinate(x1), coordinate(y1)];
  return element('path', { class: kind, d: `M${x} ${y}c-14 -5 -14 7 0 5` });
}

/** The label with as many of its fields as there is room for, then the type alone. */
function wordingsOf({ type, label }: Arrow, width: number): string[] {
  const fitting = fitLabel(label, FLIGHT_SIZE, width);
  return fitting === type ? [type] : [fitting, type];
}

/** Places along an arrow, best first: in the middle of the spaces between lines, nearest to the receiver. */
function placesAlong(ends: Ends, { laneGap }: Layout, width: number): Place[] {
  const { x1, y1, x2, y2 } = ends;
  const length = Math.abs(x2 - x1);
  const spaces = Math.max(1, Math.round(length / laneGap));
  const angle = x2 > x1 ? Math.atan2(y2 - y1, x2 - x1) : Math.atan2(y1 - y2, x1 - x2);
  const places: Place[] = [];
  for (let space = spaces - 1; space >= 0; space--) {
    for (const shift of [0, 0.14, -0.14, 0.26, -0.26]) {
      const share = (space + 0.5 + shift) / spaces;
      for (const lift of [-6, 7]) {
        const x = x1 + (x2 - x1) * share - lift * Math.sin(angle) * -1;
        const y = y1 + (y2 - y1) * share + lift * Math.cos(angle);
        const reach = (width / 2) * Math.cos(angle);
        const isInside = x - reach > Math.min(x1, x2) + 4 && x + reach < Math.max(x1, x2) - 4;
        if (isInside) places.push({ x, y, angle, boxes: boxesAlong(x, y, angle, width + 8, 9) });
      }
    }
  }
  return places;
}
