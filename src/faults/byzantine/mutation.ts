import type { AnyMessage } from '../../core/byzantine.ts';
import type { Rng } from '../../core/rng.ts';

/** The field that says what a message is, and the one that seals it: a change of either is no lie that anyone believes. */
const KEPT = ['type', 'signature'];

type Path = readonly (string | number)[];

/** What to change, and with whose help. */
export interface MutationOptions {
  /** A top-level field; one drawn where absent. */
  readonly field?: string | undefined;
  /** Other messages of the same type, whose values may be taken over. */
  readonly others: readonly AnyMessage[];
  readonly rng: Rng;
}

/**
 * The message with one small thing changed, in the manner of [Winter 2023]: a number by one, a flag turned, an element
 * of a list left out, or a value that the same field has in another message, such as that of an earlier round. It works
 * from the message alone and keeps the kind of every value. Undefined where nothing can be changed.
 */
export function mutated(
  message: AnyMessage,
  { field, others, rng }: MutationOptions,
): AnyMessage | undefined {
  const fields = Object.keys(message).filter((key) => !KEPT.includes(key));
  const candidates =
    field === undefined ? rng.shuffled(fields) : fields.filter((key) => key === field);
  for (const key of candidates) {
    const path = pathInto(valueAt(message, [key]), [key], rng);
    const present = valueAt(message, path);
    const elsewhere = others
      .map((other) => valueAt(other, path))
      .filter((value) => isOfSameKind(value, present));
    const changes = [...smallChanges(present, rng), ...elsewhere].filter(
      (value) => !isEqualPlain(value, present),
    );
    if (changes.length > 0) return withValueAt(message, path, rng.pick(changes)) as AnyMessage;
  }
  return undefined;
}

/** A place at or below this value: at each level it stops with probability one half. */
function pathInto(value: unknown, path: Path, rng: Rng): Path {
  const keys = innerKeys(value);
  if (keys.length === 0 || rng.chance(0.5)) return path;
  const key = rng.pick(keys);
  return pathInto(valueAt(value, [key]), [...path, key], rng);
}

function innerKeys(value: unknown): Path {
  if (Array.isArray(value)) return value.map((_, index) => index);
  if (!isPlainObject(value)) return [];
  return Object.keys(value).filter((key) => !KEPT.includes(key));
}

function smallChanges(value: unknown, rng: Rng): unknown[] {
  if (typeof value === 'number') {
    return Number.isInteger(value) ? [value + 1, value - 1] : [value / 2, value + 1];
  }
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'string') return [`${value}'`];
  if (!Array.isArray(value) || value.length === 0) return [];
  const left = rng.integer(0, value.length - 1);
  return [[], value.filter((_, index) => index !== left), value.toReversed()];
}

function isOfSameKind(value: unknown, present: unknown): boolean {
  if (present === undefined || present === null) return value !== undefined;
  return (
    typeof value === typeof present &&
    value !== null &&
    Array.isArray(value) === Array.isArray(present)
  );
}

function valueAt(value: unknown, path: Path): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Readonly<Record<string | number, unknown>>)[key];
  }
  return found;
}

function withValueAt(value: unknown, path: Path, changed: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return changed;
  const inner = withValueAt(valueAt(value, [key]), rest, changed);
  if (Array.isArray(value)) return value.with(key as number, inner);
  return { ...(value as object), [key]: inner };
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

/** Whether two plain values are the same; two that hold signatures count as different. */
function isEqualPlain(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return (
      left.length === right.length &&
      left.every((element, index) => isEqualPlain(element, right[index]))
    );
  }
  if (!isPlainObject(left) || !isPlainObject(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => isEqualPlain(left[key], right[key]))
  );
}
