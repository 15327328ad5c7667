import { type ZodType, z } from 'zod';
import { assert } from '../../core/assert.ts';
import { describeValue, type IssueSink, refuse } from '../../core/schema.ts';
import { listed, meantBy } from './names.ts';

/** The forms in which one value may be written. Which one is meant shows before it is checked, so errors are about it alone. */
export interface Forms<Out> {
  /** Follows the word "write" where no form is recognised. */
  readonly accepted: string;
  /** For what is neither a list nor a map. */
  readonly plain?: ZodType<Out>;
  readonly list?: ZodType<Out>;
  /** For any map. */
  readonly map?: ZodType<Out>;
  /** For a map that has the key, and none of the other keys here. */
  readonly keyed?: Makers<Out>;
}

/** Schemas by name, made when they are needed, since most never are and zod takes its time. */
export type Makers<Out> = Readonly<Record<string, () => ZodType<Out>>>;

/** The same makers, each of which makes its schema once. */
export function madeOnce<Out>(makers: Makers<Out>): Makers<Out> {
  const made = new Map<string, ZodType<Out>>();
  const entries = Object.entries(makers).map(([name, make]) => [
    name,
    () => {
      const schema = made.get(name) ?? make();
      made.set(name, schema);
      return schema;
    },
  ]);
  return Object.fromEntries(entries);
}

/** A schema for a value of several forms. */
export function forms<Out>({ keyed: makers, ...options }: Forms<Out>): ZodType<Out> {
  const keyed = makers && madeOnce(makers);
  const { plain, list, map } = options;
  const all = () => {
    const made = [plain, list, map, ...Object.values(keyed ?? {}).map((make) => make())];
    return z.union(made.filter((form) => form !== undefined));
  };
  return readBy(all, (value, ctx) => {
    const form = formOf(value, keyed === undefined ? options : { ...options, keyed }, ctx);
    return form === undefined ? undefined : adopt(form, value, ctx);
  });
}

/**
 * A schema that reads a value by a function of its own. What it accepts is told to editors by another schema.
 * The function answers undefined when it has refused the value.
 */
export function readBy<Out>(
  forEditors: () => ZodType,
  read: (value: unknown, ctx: IssueSink) => Out | undefined,
): ZodType<Out> {
  const anything = z.unknown();
  anything._zod.toJSONSchema = () => {
    const { $schema: _dialect, ...json } = jsonSchemaOf(forEditors());
    return json;
  };
  return anything.transform((value, ctx) => read(value, ctx) as Out) as unknown as ZodType<Out>;
}

/** A JSON Schema, as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a schema accepts, as JSON Schema of the values as they are written. */
export function jsonSchemaOf(schema: ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}

/** Reads a value by another schema, and makes the issues of that its own. */
export function adopt<Out>(schema: ZodType<Out>, value: unknown, ctx: IssueSink): Out | undefined {
  const payload = schema._zod.run({ value, issues: [] }, { async: false, jitless: true });
  assert(!(payload instanceof Promise), 'a config is read synchronously');
  ctx.issues.push(...payload.issues);
  return payload.issues.length === 0 ? (payload.value as Out) : undefined;
}

function formOf<Out>(
  value: unknown,
  { accepted, plain, list, map, keyed }: Forms<Out>,
  ctx: IssueSink,
): ZodType<Out> | undefined {
  let form = plain;
  if (Array.isArray(value)) {
    form = list;
  } else if (isMap(value)) {
    if (keyed !== undefined) {
      const key = onlyKey(value, Object.keys(keyed), { accepted }, ctx);
      return key === undefined ? undefined : keyed[key]?.();
    }
    form = map;
  }
  if (form === undefined) refuse(ctx, { found: describeValue(value), ...missing(value), accepted });
  return form;
}

function missing(value: unknown): { lead?: string } {
  return value === undefined ? { lead: 'missing' } : {};
}

/** The one key of `keys` that the map has. Refuses a map with none of them, or several. */
export function onlyKey(
  map: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  { accepted, none }: { readonly accepted: string; readonly none?: string },
  ctx: IssueSink,
): string | undefined {
  const present = keys.filter((key) => Object.hasOwn(map, key));
  const [first, second] = present;
  if (first !== undefined && second === undefined) return first;
  if (second !== undefined) {
    const lead = `found ${listedTogether(present)} in one map`;
    refuse(ctx, { lead, accepted: 'only one of them' }, [second], true);
    return undefined;
  }
  for (const unknown of Object.keys(map)) {
    const guess = meantBy(unknown, keys);
    if (guess.meant !== undefined) {
      refuse(ctx, { lead: 'no such key', ...guess, accepted }, [unknown], true);
      return undefined;
    }
  }
  const own = Object.keys(map).slice(0, 5).join(', ');
  const lead = none ?? (own === '' ? 'found an empty map' : `found a map with only ${own}`);
  refuse(ctx, { lead, accepted });
  return undefined;
}

function listedTogether(names: readonly string[]): string {
  return listed(names).replace(/ or (?!.* or )/, ' and ');
}

/**
 * The same schema with a check of several keys at once. It sees the map as written, and so speaks up even where
 * single values are wrong.
 */
export function checkedTogether<Out>(
  schema: ZodType<Out>,
  check: (map: Readonly<Record<string, unknown>>, ctx: IssueSink) => void,
): ZodType<Out> {
  return readBy(
    () => schema,
    (value, ctx) => {
      const read = adopt(schema, value, ctx);
      if (isMap(value)) check(value, ctx);
      return read;
    },
  );
}

/** The map of a YAML text: an object that is no list. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list of at least `least` items. */
export function listOf<Out>(item: ZodType<Out>, accepted: string, least = 1): ZodType<Out[]> {
  const list = z.array(item).meta({ minItems: least });
  const schema = z.preprocess((value, ctx) => {
    const isList = Array.isArray(value) && value.length >= least;
    if (!isList) refuse(ctx, { found: describeValue(value), ...missing(value), accepted });
    return value;
  }, list);
  return schema as unknown as ZodType<Out[]>;
}

/** Leaves out the keys whose value is undefined: in a normalised config what is absent has no key. */
export function withoutAbsent<T extends object>(map: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined)) as T;
}
