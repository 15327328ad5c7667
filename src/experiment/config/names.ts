import type { ZodType } from 'zod';
import { describeValue, Unreadable, written } from '../../core/schema.ts';

/** One of the given names. Any text will do while the names are not known. */
export function nameOf(
  what: string,
  names: readonly string[] | undefined,
  accepted: string = names === undefined ? `the name of a ${what}` : listed(names),
): ZodType<string, string> {
  const json =
    names?.length === 0
      ? { not: {} }
      : { type: 'string', ...(names !== undefined && { enum: [...names] }) };
  const form = { accepted, json };
  return written(form, (value) => {
    if (names?.length === 0) {
      const lead = `found ${describeValue(value)} where there is no ${what} to choose; remove it`;
      return new Unreadable(undefined, { lead, accepted: undefined });
    }
    if (typeof value !== 'string') return new Unreadable();
    if (names === undefined || names.includes(value)) return value;
    return new Unreadable(`is no ${what}`, meantBy(value, names));
  });
}

/** One word, and no other value. */
export function wordOf<Word extends string | boolean>(
  word: Word,
  accepted: string = String(word),
): ZodType<Word> {
  const form = { accepted, json: { const: word } };
  return written(form, (value) => (value === word ? word : new Unreadable()));
}

/** A text that is not empty. */
export function text(what: string): ZodType<string, string> {
  const form = { accepted: what, json: { type: 'string', minLength: 1 } };
  return written(form, (value) =>
    typeof value === 'string' && value !== '' ? value : new Unreadable(),
  );
}

/** Lists alternatives in a sentence: `auction, echo or raft`. */
export function listed(names: readonly string[]): string {
  const [last = '', ...others] = [...names].reverse();
  return others.length === 0 ? last : `${others.reverse().join(', ')} or ${last}`;
}

/** Lists the keys that a map may have, to follow the word "write". */
export function listedKeys(keys: readonly string[]): string {
  if (keys.length === 0) return 'no keys here';
  return keys.length === 1 ? `only ${listed(keys)}` : `one of ${listed(keys)}`;
}

/** The part of a refusal that asks "did you mean", empty when no name is near. */
export function meantBy(name: string, names: readonly string[]): { meant?: string } {
  const meant = nearest(name, names);
  return meant === undefined ? {} : { meant };
}

/** The name that differs from `name` by the fewest slips of the keyboard, if they are few. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  if (name.length > 50) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of names) {
    const distance = editDistance(plain(name), plain(candidate));
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `electionTimeout`, `election_timeout` and `election-timeout` are the same word to someone who misspells it. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, '');
}

/** How many letters must be inserted, deleted, replaced or swapped with their neighbour. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1];
      const replaced = at(last, j - 1) + (isSame ? 0 : 1);
      let least = Math.min(at(last, j) + 1, at(row, j - 1) + 1, replaced);
      const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (isSwapped) least = Math.min(least, at(beforeLast, j - 2) + 1);
      row.push(least);
    }
    beforeLast = last;
    last = row;
  }
  return at(last, to.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
