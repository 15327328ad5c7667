import type { PlainValue } from './plain-state.ts';

/**
 * How one plain value differs from an earlier one, in little JSON:
 * - `[value]`: it is this value now;
 * - `{ name: delta, … }`: these members of an object, or items of an array, differ;
 * - `0` for a member: it is gone; the number under `#` of an array: how many items are left of it.
 */
export type StateDelta = number | readonly [PlainValue] | { readonly [member: string]: StateDelta };

type PlainObject = { readonly [member: string]: PlainValue };

/** Where an array's delta says how long it is now, if it became shorter. No item has this name. */
const LENGTH = '#';
const GONE = 0;

/** How `after` differs from `before`; undefined where it does not. */
export function deltaOf(before: PlainValue | undefined, after: PlainValue): StateDelta | undefined {
  if (before === after) return undefined;
  if (Array.isArray(before) && Array.isArray(after)) return deltaOfItems(before, after);
  if (isPlainObject(before) && isPlainObject(after)) return deltaOfMembers(before, after);
  return [after];
}

/** What becomes of `before` under a delta. What the delta does not touch is shared, so identity tells what changed. */
export function applyDelta(before: PlainValue | undefined, delta: StateDelta): PlainValue {
  if (isReplacement(delta)) return delta[0];
  if (typeof delta === 'number' || before === undefined) {
    throw new RangeError('A delta of members stands where there is nothing to apply it to.');
  }
  if (Array.isArray(before)) return applyToItems(before, delta);
  return applyToMembers(before as PlainObject, delta);
}

function deltaOfItems(
  before: readonly PlainValue[],
  after: readonly PlainValue[],
): StateDelta | undefined {
  const changed: [string, StateDelta][] = [];
  for (let index = 0; index < after.length; index++) {
    const delta = deltaOf(before[index], after[index] as PlainValue);
    if (delta !== undefined) changed.push([String(index), delta]);
  }
  if (after.length < before.length) changed.push([LENGTH, after.length]);
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}

function deltaOfMembers(before: PlainObject, after: PlainObject): StateDelta | undefined {
  const changed: [string, StateDelta][] = [];
  for (const [name, member] of Object.entries(after)) {
    const earlier = Object.hasOwn(before, name) ? before[name] : undefined;
    const delta = deltaOf(earlier, member);
    if (delta !== undefined) changed.push([name, delta]);
  }
  for (const name of Object.keys(before)) {
    if (!Object.hasOwn(after, name)) changed.push([name, GONE]);
  }
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}

function applyToItems(before: readonly PlainValue[], delta: StateDelta): PlainValue {
  const items = [...before];
  for (const [name, change] of Object.entries(delta)) {
    if (name === LENGTH) items.length = change;
    else items[Number(name)] = applyDelta(items[Number(name)], change);
  }
  return items;
}

function applyToMembers(before: PlainObject, delta: StateDelta): PlainValue {
  const members = new Map(Object.entries(before));
  for (const [name, change] of Object.entries(delta) as [string, StateDelta][]) {
    if (change === GONE) members.delete(name);
    else members.set(name, applyDelta(members.get(name), change));
  }
  return Object.fromEntries(members);
}

function isReplacement(delta: StateDelta): delta is readonly [PlainValue] {
  return Array.isArray(delta);
}

function isPlainObject(value: PlainValue | undefined): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
