import type { ZodType } from 'zod';
import type { Target } from '../../core/fault.ts';
import type { NodeId } from '../../core/identity.ts';
import { Unreadable, written } from '../../core/schema.ts';
import { forms, listOf } from './forms.ts';
import { listed, meantBy } from './names.ts';
import type { Facts } from './registry.ts';

/** One node, by its number. */
export function nodeId({ nodes }: Facts): ZodType<NodeId, number> {
  const form = {
    accepted: nodeNumbers(nodes),
    json: { type: 'integer', minimum: 0, ...(nodes !== undefined && { maximum: nodes - 1 }) },
  };
  return written(form, (value) => {
    if (typeof value !== 'number') return new Unreadable();
    const isNode = Number.isInteger(value) && value >= 0 && (nodes === undefined || value < nodes);
    return isNode ? value : new Unreadable('is no node');
  });
}

/** Several nodes, by their numbers. */
export function nodeList(facts: Facts): ZodType<NodeId[]> {
  return listOf(nodeId(facts), `a list of nodes such as [0, 1], each ${nodeNumbers(facts.nodes)}`);
}

function nodeNumbers(nodes: number | undefined): string {
  if (nodes === undefined) return 'a node number from 0';
  return nodes === 1 ? '0, the only node' : `a node number from 0 to ${nodes - 1}`;
}

/** Whom a fault hits: nodes by number, or by what they are at the moment when it strikes. */
export function target(facts: Facts): ZodType<Target> {
  const words = targetWords(facts);
  const accepted = `${nodeNumbers(facts.nodes)}, a list of them, ${listed(words)}`;
  return forms<Target>({
    accepted,
    plain: plainTarget(facts, words, accepted),
    list: nodeList(facts).transform((nodes): Target => ({ nodes })),
  });
}

function plainTarget(
  facts: Facts,
  words: readonly string[],
  accepted: string,
): ZodType<Target, number | string> {
  const json = {
    anyOf: [
      { type: 'integer', minimum: 0 },
      { type: 'string', examples: [...words] },
    ],
  };
  return written({ accepted, json }, (value) => {
    if (typeof value === 'string') return namedTarget(value, facts, words);
    if (typeof value !== 'number') return new Unreadable();
    const read = nodeId(facts).safeParse(value);
    return read.success ? { nodes: [read.data] } : new Unreadable('is no node');
  });
}

const ZONE = 'zone:';

function namedTarget(word: string, facts: Facts, words: readonly string[]): Target | Unreadable {
  if (word === 'all') return { all: true };
  if (word === 'crashed') return { crashed: true };
  if (word.startsWith(ZONE)) return zoneTarget(word, facts);
  const { protocol } = facts;
  if (protocol === undefined || Object.hasOwn(protocol.duties ?? {}, word)) return { duty: word };
  if (Object.hasOwn(protocol.roles, word)) return { role: word };
  const kinds = Object.keys(protocol.duties ?? {}).length > 0 ? 'duty or role' : 'role';
  return new Unreadable(`is no ${kinds} of ${protocol.name}`, meantBy(word, words));
}

function zoneTarget(word: string, { zones }: Facts): Target | Unreadable {
  const zone = word.slice(ZONE.length);
  if (zones === undefined || zones.includes(zone)) return { zone };
  if (zones.length > 0) {
    const { meant } = meantBy(zone, zones);
    return new Unreadable('is no region', meant === undefined ? {} : { meant: toWord(meant) });
  }
  return new Unreadable('names a region where the network has none (see network.regions)');
}

function toWord(zone: string): string {
  return ZONE + zone;
}

function targetWords({ protocol, zones }: Facts): string[] {
  const duties = Object.keys(protocol?.duties ?? {});
  const roles = Object.keys(protocol?.roles ?? {});
  return [...new Set([...duties, ...roles, ...(zones ?? []).map(toWord), 'crashed', 'all'])];
}
