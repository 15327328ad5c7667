import { type ZodType, z } from 'zod';
import { describeValue, type Refusal, type RefusalParams } from '../../core/schema.ts';
import { listed, listedKeys, meantBy } from './names.ts';

/** What is wrong with one value, or with the key that the path leads to. */
export interface Complaint {
  readonly path: readonly PropertyKey[];
  readonly isKey: boolean;
  readonly refusal: Refusal;
}

/** A value read, or all that is wrong with it. */
export type Reading<Out> =
  | { readonly success: true; readonly value: Out }
  | { readonly success: false; readonly complaints: readonly Complaint[] };

type RawIssue = z.core.$ZodRawIssue;

/**
 * Reads a value and puts what zod has against it into our own words.
 *
 * zod hands the schema of each issue to the error map alone, never to the result. So the map keeps the issues,
 * and leaves each one's number as its message.
 */
export function readAs<Out>(schema: ZodType<Out>, value: unknown): Reading<Out> {
  const raw: RawIssue[] = [];
  const number = (issue: RawIssue) => `#${raw.push(issue) - 1}`;
  const result = schema.safeParse(value, { error: number, jitless: true });
  if (result.success) return { success: true, value: result.data };
  const complaints = result.error.issues.flatMap((issue) => complaintsOf(issue, value, raw));
  return { success: false, complaints };
}

function complaintsOf(
  issue: z.core.$ZodIssue,
  whole: unknown,
  raw: readonly RawIssue[],
): readonly Complaint[] {
  const { path } = issue;
  const found = describeValue(valueAt(whole, path));
  const params = issue.code === 'custom' ? (issue.params as RefusalParams | undefined) : undefined;
  if (params?.refusal !== undefined) {
    return [{ path, isKey: params.isKey ?? false, refusal: { ...params.refusal, found } }];
  }
  const number = /^#(\d+)$/.exec(issue.message)?.[1];
  const source = number === undefined ? undefined : raw[Number(number)];
  if (source === undefined) {
    return [{ path, isKey: false, refusal: { found, lead: `found ${found}: ${issue.message}` } }];
  }
  if (issue.code === 'unrecognized_keys') {
    return unknownKeys(issue, keysOf(source.inst), valueAt(whole, path) as object);
  }
  if (issue.code === 'invalid_union') {
    const likely = likelyBranch(issue.errors);
    if (likely !== undefined) {
      return likely.flatMap((inner) =>
        complaintsOf({ ...inner, path: [...path, ...inner.path] } as typeof inner, whole, raw),
      );
    }
  }
  const accepted = acceptedBy(issue, raw);
  const parts = valueAt(whole, path) === undefined ? { lead: 'missing' } : reasonOf(issue);
  return [{ path, isKey: false, refusal: { found, ...parts, accepted } }];
}

function unknownKeys(
  { path, keys }: z.core.$ZodIssueUnrecognizedKeys,
  known: readonly string[],
  map: object,
): Complaint[] {
  return keys.map((key) => ({
    path: [...path, key],
    isKey: true,
    refusal: unknownKey(key, known, map),
  }));
}

/** Refuses a key of a map that may have only the known ones. */
export function unknownKey(key: string, known: readonly string[], map: object): Refusal {
  const free = known.filter((name) => !Object.hasOwn(map, name));
  const accepted = listedKeys(known);
  return { found: describeValue(key), lead: 'no such key', ...meantBy(key, free), accepted };
}

/** The branch of a union that the value comes nearest to: not refused as a whole, and with the fewest faults. */
function likelyBranch(
  branches: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | undefined {
  return branches
    .filter((issues) => issues.every(({ path, code }) => path.length > 0 || !isWhole(code)))
    .toSorted((a, b) => a.length - b.length)[0];
}

function isWhole(code: z.core.$ZodIssue['code']): boolean {
  return code === 'invalid_type' || code === 'invalid_value' || code === 'invalid_union';
}

/** Why a value beyond a limit was refused, for what is counted or measured. */
function reasonOf(issue: z.core.$ZodIssue): { why?: string } {
  if (issue.code !== 'too_small' && issue.code !== 'too_big') return {};
  const isNumber = issue.origin !== 'string' && issue.origin !== 'array';
  if (issue.code === 'too_small') return { why: isNumber ? 'is too small' : 'is too short' };
  return { why: isNumber ? 'is too large' : 'is too long' };
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['string', 'a text'],
  ['number', 'a number'],
  ['int', 'a whole number'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['record', 'a map'],
]);

const FALLBACK = 'another value';

/** What would have been accepted, as far as zod's issue says it. */
function acceptedBy(issue: z.core.$ZodIssue, raw: readonly RawIssue[]): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'object'
        ? acceptedMap(raw[Number(issue.message.slice(1))]?.inst)
        : (TYPES.get(issue.expected) ?? `a ${issue.expected}`);
    case 'invalid_value':
      return listed(issue.values.map((value) => describeValue(value)));
    case 'too_small':
      return limit(
        issue.origin,
        issue.inclusive === false ? 'more than' : 'at least',
        issue.minimum,
      );
    case 'too_big':
      return limit(
        issue.origin,
        issue.inclusive === false ? 'less than' : 'at most',
        issue.maximum,
      );
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return issue.pattern === undefined ? `a ${issue.format}` : `a text like ${issue.pattern}`;
    case 'invalid_union':
      return acceptedByAny(issue, raw);
    default:
      return FALLBACK;
  }
}

function acceptedMap(schema: unknown): string {
  const keys = keysOf(schema);
  if (keys.length < 2) return keys.length === 0 ? 'a map' : `a map with the key ${keys[0]}`;
  return `a map with keys among ${keys.join(', ')}`;
}

function acceptedByAny({ errors }: z.core.$ZodIssueInvalidUnion, raw: readonly RawIssue[]): string {
  const first = errors.flatMap((branch) => branch.slice(0, 1));
  const accepted = first.map((issue) => acceptedBy(issue, raw));
  return accepted.length === 0 ? FALLBACK : listed([...new Set(accepted)]);
}

function limit(origin: string, relation: string, bound: number | bigint): string {
  if (origin === 'string') return `a text of ${relation} ${bound} characters`;
  if (origin === 'array') return `a list of ${relation} ${bound}`;
  return `a number of ${relation} ${bound}`;
}

/** The keys of a schema of a map, in the order in which it was written. */
function keysOf(schema: unknown): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function valueAt(whole: unknown, path: readonly PropertyKey[]): unknown {
  let value = whole;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
