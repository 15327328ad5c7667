import type { LinkEffect } from '../../core/fault.ts';
import { formatEndpoint } from '../../core/identity.ts';
import { formatTyped, formatValue } from '../value-text.ts';

/** What a fault did, in a few words: `n0 and n1 n2 are cut apart`, `no longer: loss 10% everywhere`. */
export function faultPhrase(content: unknown, nodeCount: number): string {
  const { type, links, ...effect } = content as { readonly type: string } & LinkEffect;
  if (links === undefined) return formatTyped(content);
  const words = `${effectPhrase(effect)} ${sidesPhrase(links, nodeCount)}`;
  return type === 'linksHealed' ? `healed: ${words}` : words;
}

const EFFECT_WORDS: Readonly<Record<string, (value: never) => string>> = {
  block: (how: string) => (how === 'hold' ? 'messages held' : 'cut'),
  loss: (share: number) => `loss ${percent(share)}`,
  duplication: (share: number) => `duplication ${percent(share)}`,
  corruption: (share: number) => `corruption ${percent(share)}`,
  latencyFactor: (factor: number) => `latency ×${formatValue(factor)}`,
  adversarial: ({ delays }: NonNullable<LinkEffect['adversarial']>) =>
    delays === 'latest' ? 'delivery as late as it may be' : 'delivery as the adversary likes',
};

/** The kinds of an effect on links: `cut`, `loss 10%`, `latency ×5`. */
export function effectPhrase(effect: Omit<LinkEffect, 'links'>): string {
  const words = Object.entries(effect)
    .filter(([kind]) => Object.hasOwn(EFFECT_WORDS, kind))
    .map(([kind, value]) => EFFECT_WORDS[kind]?.(value as never) ?? '')
    .join(', ');
  if (effect.rounds === undefined) return words;
  const [first, last] = effect.rounds;
  return first === last ? `${words} in round ${first}` : `${words} in rounds ${first} to ${last}`;
}

function percent(share: number): string {
  return `${formatValue(share * 100)}%`;
}

/** Between whom links fail. Clients share the fate of the node that they stand beside, and are not told of. */
function sidesPhrase(links: LinkEffect['links'], nodeCount: number): string {
  const between = links.filter(([from, to]) => from < nodeCount && to < nodeCount);
  const told = between.length > 0 ? between : links;
  const ends = [...new Set(told.flat())].sort((left, right) => left - right);
  if (told.length === ends.length * (ends.length - 1) && ends.length > 2) return 'everywhere';
  const name = (end: number): string => formatEndpoint(end, nodeCount);
  const sources = [...new Set(told.map(([from]) => from))];
  const targets = [...new Set(told.map(([, to]) => to))];
  if (told.length === sources.length * targets.length) {
    return `from ${sources.map(name).join(' ')} to ${targets.map(name).join(' ')}`;
  }
  const first = ends[0];
  const far = ends.filter((end) => told.some(([from, to]) => from === first && to === end));
  const near = ends.filter((end) => !far.includes(end));
  if (told.length === 2 * near.length * far.length) {
    return `between ${near.map(name).join(' ')} and ${far.map(name).join(' ')}`;
  }
  return `on ${told.length} links`;
}
