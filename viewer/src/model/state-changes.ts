import type { PlainValue } from '../../../src/experiment/plain-state.ts';

/** One place in a node's memory that differs. */
export interface PlaceChange {
  readonly path: readonly string[];
  /** Undefined where there was nothing. */
  readonly before: PlainValue | undefined;
  /** Undefined where there is nothing now. */
  readonly after: PlainValue | undefined;
}

/** The places where two states differ. They share what is the same, so identity tells. */
export function changesBetween(
  before: PlainValue | undefined,
  after: PlainValue | undefined,
  path: readonly string[] = [],
): PlaceChange[] {
  if (before === after) return [];
  if (
    !isComposite(before) ||
    !isComposite(after) ||
    Array.isArray(before) !== Array.isArray(after)
  ) {
    return [{ path, before, after }];
  }
  return namesOf([before, after]).flatMap((name) =>
    changesBetween(memberOf(before, name), memberOf(after, name), [...path, name]),
  );
}

/** Prints a place as people write it: `persistent.log[4].term`. */
export function formatPath(path: readonly string[]): string {
  return path
    .map((name, index) => {
      if (/^\d+$/.test(name)) return `[${name}]`;
      return index === 0 ? name : `.${name}`;
    })
    .join('');
}

/** The names of all members of some values, in the order of the first that has each; items by their index. */
export function namesOf(values: readonly (PlainValue | undefined)[]): string[] {
  const names = new Set<string>();
  for (const value of values) {
    if (isComposite(value)) for (const name of Object.keys(value)) names.add(name);
  }
  const list = [...names];
  const isIndexed = list.every((name) => /^\d+$/.test(name));
  return isIndexed ? list.sort((left, right) => Number(left) - Number(right)) : list;
}

export function memberOf(value: PlainValue | undefined, name: string): PlainValue | undefined {
  if (!isComposite(value) || !Object.hasOwn(value, name)) return undefined;
  return (value as { readonly [member: string]: PlainValue })[name];
}

export function isComposite(
  value: PlainValue | undefined,
): value is readonly PlainValue[] | { readonly [member: string]: PlainValue } {
  return typeof value === 'object' && value !== null;
}
