import type { LinkEffect } from '../../core/fault.ts';
import type { EndpointId } from '../../core/identity.ts';
import type { Micros } from '../../core/micros.ts';
import type { Trace } from '../../experiment/trial.ts';
import { faultPhrase } from './fault-phrase.ts';

/** What lasts: a node that is down, paused or no longer honest, nodes that are cut off, links with an effect. */
export interface Span {
  readonly kind: 'down' | 'paused' | 'corrupt' | 'cutOff' | 'links';
  /** The endpoints that it is drawn on; none for an effect on links everywhere. */
  readonly endpoints: readonly EndpointId[];
  readonly fromUs: Micros;
  readonly toUs: Micros;
  readonly label: string;
}

/** What is said of a node that is no longer honest, by what made it so. */
const CORRUPT_WORDS: Readonly<Record<string, string>> = {
  lies: 'lies',
  crash: 'counts as faulty',
  keyTheft: 'its key is stolen',
};

interface OpenSpan {
  readonly key: string;
  readonly fromUs: Micros;
  readonly span: Omit<Span, 'fromUs' | 'toUs'>;
}

/** Everything that lasted for a while. What was not over at the end lasts for ever. */
export function spansOf(trace: Trace, nodeCount: number): Span[] {
  const open: OpenSpan[] = [];
  const found: Span[] = [];
  const close = (index: number, atUs: Micros): void => {
    const [closed] = open.splice(index, 1);
    if (closed !== undefined) found.push({ ...closed.span, fromUs: closed.fromUs, toUs: atUs });
  };
  for (const { kind, at, atUs, content } of trace) {
    if (kind !== 'observed' && kind !== 'fault') continue;
    const { type } = content as { readonly type: string };
    const ended = endedBy(type, at, content);
    if (ended !== undefined) {
      const index = open.findIndex(({ key }) => key === ended);
      if (index >= 0) close(index, atUs);
    }
    const begun = begunBy(type, at, content, nodeCount);
    if (begun !== undefined) open.push({ ...begun, fromUs: atUs });
  }
  while (open.length > 0) close(0, Number.POSITIVE_INFINITY);
  return found;
}

/** The spans of some time within a window, cut to it. */
export function cutTo(
  spans: readonly Span[],
  window: { readonly fromUs: Micros; readonly toUs: Micros },
): Span[] {
  return spans
    .filter(({ fromUs, toUs }) => toUs >= window.fromUs && fromUs <= window.toUs)
    .map((span) => ({
      ...span,
      fromUs: Math.max(span.fromUs, window.fromUs),
      toUs: Math.min(span.toUs, window.toUs),
    }));
}

function begunBy(
  type: string,
  at: EndpointId,
  content: unknown,
  nodeCount: number,
): Omit<OpenSpan, 'fromUs'> | undefined {
  if (type === 'node:crashed') {
    return { key: `down ${at}`, span: { kind: 'down', endpoints: [at], label: 'down' } };
  }
  if (type === 'node:paused') {
    return { key: `paused ${at}`, span: { kind: 'paused', endpoints: [at], label: 'paused' } };
  }
  if (type === 'node:corrupted') {
    const { by } = content as { readonly by: string };
    const label = CORRUPT_WORDS[by] ?? by;
    return { key: `corrupt ${at}`, span: { kind: 'corrupt', endpoints: [at], label } };
  }
  if (type !== 'linksFaulty') return undefined;
  const { links, block, rounds } = content as { readonly type: string } & LinkEffect;
  // Who is cut off in some rounds only still hears the others.
  const endpoints = block === undefined || rounds !== undefined ? [] : cutOff(links, nodeCount);
  const span =
    endpoints.length > 0
      ? { kind: 'cutOff' as const, endpoints, label: block === 'hold' ? 'held apart' : 'cut off' }
      : { kind: 'links' as const, endpoints, label: faultPhrase(content, nodeCount) };
  return { key: keyOf(content), span };
}

function endedBy(type: string, at: EndpointId, content: unknown): string | undefined {
  if (type === 'node:restarted') return `down ${at}`;
  if (type === 'node:resumed' || type === 'node:crashed') return `paused ${at}`;
  return type === 'linksHealed' ? keyOf(content) : undefined;
}

function keyOf(content: unknown): string {
  const { type: _, ...effect } = content as { readonly type: string };
  return JSON.stringify(effect);
}

/**
 * The endpoints that are apart from the largest group of nodes that still hear each other; none where all do, as in
 * a ring or one way only.
 */
function cutOff(links: LinkEffect['links'], nodeCount: number): EndpointId[] {
  const blocked = new Set(links.map(([from, to]) => `${from} ${to}`));
  const groups: EndpointId[][] = [];
  const seen = new Set<EndpointId>();
  for (let start = 0; start < nodeCount; start++) {
    if (seen.has(start)) continue;
    const group = [start];
    seen.add(start);
    for (const member of group) {
      for (let other = 0; other < nodeCount; other++) {
        const isApart = blocked.has(`${member} ${other}`) && blocked.has(`${other} ${member}`);
        if (seen.has(other) || isApart) continue;
        seen.add(other);
        group.push(other);
      }
    }
    groups.push(group);
  }
  const largest = groups.reduce((most, group) => (group.length > most.length ? group : most));
  const apart = groups.filter((group) => group !== largest).flat();
  return [...apart, ...clientsBeside(apart, largest, blocked, links)].sort((a, b) => a - b);
}

/** The clients that are cut from the largest group too, and not from their node. */
function clientsBeside(
  apart: readonly EndpointId[],
  largest: readonly EndpointId[],
  blocked: ReadonlySet<string>,
  links: LinkEffect['links'],
): EndpointId[] {
  const nodes = new Set([...apart, ...largest]);
  const clients = [...new Set(links.flat())].filter((end) => !nodes.has(end));
  return clients.filter((client) => largest.every((node) => blocked.has(`${client} ${node}`)));
}
