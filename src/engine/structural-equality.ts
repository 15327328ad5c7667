import { isFoldable } from './trace-hash.ts';

/** True when two plain values (primitives, arrays, plain objects, signatures) have the same content, key by key. */
export function isSameContent(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null)
    return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  if (isFoldable(left) || isFoldable(right)) {
    return isFoldable(left) && isFoldable(right) && isSameContent(left.folded(), right.folded());
  }
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every(
      (key) => Object.hasOwn(right, key) && isSameContent(valueAt(left, key), valueAt(right, key)),
    )
  );
}

function valueAt(object: object, key: string): unknown {
  return (object as Record<string, unknown>)[key];
}
