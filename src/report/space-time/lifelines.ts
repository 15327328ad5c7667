import { type EndpointId, formatEndpoint } from '../../core/identity.ts';
import { formatMicros } from '../../core/micros.ts';
import { formatInstant } from '../number-text.ts';
import { type Layout, TIMES_END } from './layout.ts';
import type { Span } from './spans.ts';
import { coordinate, element, line, text, tooltip } from './svg.ts';

/** Two times on the axis stand at least so far apart. */
const BETWEEN_TIMES = 22;

/** Draws the spans behind everything: who is cut off, and which links are faulty. */
export function drawBackground(layout: Layout): string {
  const cutOff = layout.scene.spans.filter(({ kind }) => kind === 'cutOff');
  const links = layout.scene.spans.filter(({ kind }) => kind === 'links');
  return [
    ...cutOff.flatMap((span) => drawCutOff(span, layout)),
    ...links.map((span, index) => drawLinks(span, index, layout)),
  ].join('');
}

/** Draws the line of each endpoint: whole while it is up, dashed while it is paused, dotted while it is down, on a stripe once it lies. */
export function drawLifelines(layout: Layout, roles: ReadonlyMap<EndpointId, string>): string {
  return layout.scene.endpoints
    .map((endpoint) =>
      [stripe, lifeline]
        .map((draw) => draw(endpoint, layout))
        .concat(nameplate(endpoint, layout, roles))
        .join(''),
    )
    .join('');
}

/** Draws the times at the left, and where silence is cut short. */
export function drawTimes({ axis, width, scene }: Layout): string {
  const parts: string[] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (const { top, bottom, lengthUs } of axis.breaks) {
    const y = (top + bottom) / 2;
    parts.push(line('break', TIMES_END + 6, y, width - 10, y));
    parts.push(text('time', TIMES_END, y + 3, `⋮ ${formatMicros(roundUs(lengthUs))}`));
  }
  const isAtBreak = (y: number): boolean =>
    axis.breaks.some(({ top, bottom }) => Math.abs((top + bottom) / 2 - y) < 11);
  for (const { atUs, y } of axis.instants) {
    if (y < free || isAtBreak(y)) continue;
    parts.push(text('time', TIMES_END, y + 3, formatInstant(atUs)));
    parts.push(line('tick', TIMES_END + 4, y, TIMES_END + 8, y));
    free = y + BETWEEN_TIMES;
  }
  return scene.endpoints.length === 0 ? '' : parts.join('');
}

/** Three digits say enough of a silence. */
function roundUs(us: number): number {
  const digits = Math.max(0, String(Math.round(us)).length - 3);
  const unit = Number(`1${'0'.repeat(digits)}`);
  return Math.round(us / unit) * unit;
}

function drawCutOff(span: Span, layout: Layout): string[] {
  const { axis, laneGap, xOf, scene } = layout;
  const top = axis.yOf(span.fromUs);
  const height = Math.max(6, axis.yOf(span.toUs) - top);
  return span.endpoints
    .filter((endpoint) => scene.endpoints.includes(endpoint))
    .map((endpoint) => {
      const left = xOf(endpoint) - 26;
      const width = laneGap - 14;
      const shape = element(
        'rect',
        { class: 'cut', x: left, y: top, width, height, rx: 3 },
        tooltip(`${span.label} from ${formatInstant(span.fromUs)} to ${formatInstant(span.toUs)}`),
      );
      const label = { 'text-anchor': 'end' };
      return `${shape}${text('faint', left + width - 5, top + 10, span.label, label)}`;
    });
}

/** An effect on links is a bar at the right edge, its words turned. */
function drawLinks(span: Span, index: number, layout: Layout): string {
  const { axis, width } = layout;
  const x = width + 4 + index * 17;
  const top = axis.yOf(span.fromUs);
  const bottom = Math.max(top + 6, axis.yOf(span.toUs));
  const turn = `rotate(90 ${coordinate(x + 7)} ${coordinate(top)})`;
  return [
    element('g', {}, `${tooltip(span.label)}${line('bar', x, top, x, bottom)}`),
    text('faint', x + 7, top + 3, span.label, { transform: turn }),
  ].join('');
}

/** A line is drawn otherwise where its node is down or paused. */
function isBrokenBy(kind: Span['kind']): boolean {
  return kind === 'down' || kind === 'paused';
}

/** A stripe behind the line of a node that is no longer honest. */
function stripe(endpoint: EndpointId, { axis, xOf, scene, top }: Layout): string {
  return scene.spans
    .filter(({ kind, endpoints }) => kind === 'corrupt' && endpoints.includes(endpoint))
    .map(({ fromUs, label }) => {
      const from = fromUs <= scene.fromUs ? top - 10 : axis.yOf(fromUs);
      const x = xOf(endpoint);
      return element('g', {}, `${tooltip(label)}${line('corrupt', x, from, x, axis.bottom)}`);
    })
    .join('');
}

function lifeline(endpoint: EndpointId, { axis, xOf, scene, top }: Layout): string {
  const x = xOf(endpoint);
  const own = scene.spans
    .filter(({ kind, endpoints }) => endpoints.includes(endpoint) && isBrokenBy(kind))
    .sort((left, right) => left.fromUs - right.fromUs);
  const parts: string[] = [];
  let y = top - 10;
  for (const { kind, fromUs, toUs, label } of own) {
    const [from, to] = [axis.yOf(fromUs), axis.yOf(toUs)];
    const end = toUs === scene.toUs ? axis.bottom : to;
    parts.push(line('life', x, y, x, from));
    const shape = line(`life ${kind}`, x, from, x, end);
    parts.push(element('g', {}, `${tooltip(label)}${shape}`));
    y = end;
  }
  parts.push(line('life', x, y, x, axis.bottom));
  return parts.join('');
}

function nameplate(
  endpoint: EndpointId,
  { xOf, top, scene }: Layout,
  roles: ReadonlyMap<EndpointId, string>,
): string {
  const x = xOf(endpoint);
  const role = roles.get(endpoint);
  const y = top - 32;
  const isCorrupt = scene.spans.some(
    ({ kind, endpoints }) => kind === 'corrupt' && endpoints.includes(endpoint),
  );
  return [
    element('rect', {
      class: isCorrupt ? 'head liar' : 'head',
      x: x - 20,
      y,
      width: 40,
      height: 20,
      rx: 4,
    }),
    text('name', x, y + 14, formatEndpoint(endpoint, scene.nodeCount)),
    role === undefined ? '' : text('role', x, y - 5, role),
  ].join('');
}
