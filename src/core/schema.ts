import { type ZodType, z } from 'zod';
import { formatMicros, MAX_DURATION_US, type Micros, parseDuration } from './micros.ts';

/**
 * The pieces that configs are described with: zod schemas for values as people write them, such as `150ms`.
 *
 * Protocols build their `params` from these, beside zod's own. A default is given as it would be written:
 * `duration().prefault('50ms')`. Each piece refuses with one sentence that says what was found and what to
 * write instead, and describes itself to editors through `z.toJSONSchema(schema, { io: 'input' })`.
 */

/** Why a value was refused, in the parts of the sentence `found 5, which has no unit; write a duration …`. */
export interface Refusal {
  /** The value, as `describeValue` prints it; the reader of a whole config fills it in where it is absent. */
  readonly found?: string;
  /** Stands for `found …` where that would mislead: `missing`, `no such key`. */
  readonly lead?: string;
  /** Follows the word "which". */
  readonly why?: string;
  /** A name that was perhaps meant. */
  readonly meant?: string;
  /** Follows the word "write"; undefined where `lead` says all. */
  readonly accepted?: string | undefined;
}

/** A schema's own refusals carry their parts here, in the `params` of zod's custom issue. */
export interface RefusalParams {
  readonly refusal: Refusal;
  /** The path leads to a key that is wrong itself, not to a wrong value. */
  readonly isKey?: boolean;
}

/** Where a schema's transformation reports what it refuses. */
export interface IssueSink {
  readonly issues: z.core.$ZodRawIssue[];
}

/** Reports a refusal from within a transformation, at `path` below the value that is being transformed. */
export function refuse(
  sink: IssueSink,
  refusal: Refusal,
  path: readonly PropertyKey[] = [],
  isKey = false,
): never {
  const params: RefusalParams = { refusal, ...(isKey && { isKey }) };
  sink.issues.push({
    code: 'custom',
    input: undefined,
    message: refusalSentence(refusal),
    path: [...path],
    params: { ...params },
  });
  return z.NEVER;
}

/** Prints a refusal as one sentence without a full stop. */
export function refusalSentence({ found, lead, why, meant, accepted }: Refusal): string {
  const reason = why === undefined ? '' : `, which ${why}`;
  const guess = meant === undefined ? '' : ` (did you mean '${meant}'?)`;
  const advice = accepted === undefined ? '' : `; write ${accepted}`;
  return `${lead ?? `found ${found ?? 'a value'}`}${reason}${guess}${advice}`;
}

const LONGEST_QUOTE = 60;

/** Prints a value of a config in a few words: `5`, `'abc'`, `a list`, `nothing`. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value !== 'string') return String(value);
  const line = value.replace(/\s+/g, ' ');
  return line.length > LONGEST_QUOTE ? `'${line.slice(0, LONGEST_QUOTE - 1)}…'` : `'${line}'`;
}

/** What a value must look like. */
export interface Form {
  /** For people, to follow the word "write": `a duration such as 5ms`. */
  readonly accepted: string;
  /** For editors: the JSON Schema of the value as written. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** What a reader answers when it cannot read a value: why, and what is accepted where the form does not say it. */
export class Unreadable {
  readonly why: string | undefined;
  readonly parts: Partial<Refusal>;

  constructor(why?: string, parts: Partial<Refusal> = {}) {
    this.why = why;
    this.parts = parts;
  }
}

/** Makes a piece of one's own: a form, and a reader that never throws. */
export function written<Out, In>(
  form: Form,
  read: (value: unknown) => Out | Unreadable,
): ZodType<Out, In> {
  const schema = z
    .unknown()
    .meta(form.json)
    .transform((value, ctx): Out => {
      const result = read(value);
      if (!(result instanceof Unreadable)) return result;
      const refusal: Refusal = {
        found: describeValue(value),
        accepted: form.accepted,
        ...(value === undefined && { lead: 'missing' }),
        ...(result.why !== undefined && { why: result.why }),
        ...result.parts,
      };
      return refuse(ctx, refusal);
    });
  return schema as unknown as ZodType<Out, In>;
}

const UNITS = '(us, ms, s, m, h)';
const DURATION_PATTERN = '\\d+(\\.\\d+)?\\s*(us|ms|s|m|h)';
const WHOLE_DURATION = new RegExp(`^${DURATION_PATTERN}$`);

/** The limits of a duration, in microseconds. */
export interface DurationLimits {
  readonly minUs?: Micros;
}

/** A duration with its unit, such as `150ms`, read into microseconds. */
export function duration(limits: DurationLimits = {}): ZodType<Micros, string> {
  const form: Form = {
    accepted: `a duration such as 5ms ${UNITS}`,
    json: {
      type: 'string',
      pattern: `^${DURATION_PATTERN}$`,
      description: 'A duration with a unit: us, ms, s, m or h.',
      examples: ['5ms'],
    },
  };
  return written(form, (value) => readDuration(value, limits));
}

/** A duration that may be negative, such as `-50ms`, for clocks that are set back. */
export function signedDuration(): ZodType<Micros, string> {
  const form: Form = {
    accepted: `a duration such as 5ms or -5ms ${UNITS}`,
    json: {
      type: 'string',
      pattern: `^[+-]?${DURATION_PATTERN}$`,
      description: 'A duration with a unit, negative or not.',
      examples: ['-5ms'],
    },
  };
  return written(form, (value) => {
    if (typeof value !== 'string' || !/^[+-]/.test(value)) return readDuration(value, {});
    const sizeUs = readDuration(value.slice(1), {});
    return typeof sizeUs === 'number' && value.startsWith('-') ? -sizeUs : sizeUs;
  });
}

function readDuration(value: unknown, { minUs = 0 }: DurationLimits): Micros | Unreadable {
  if (typeof value === 'number') return new Unreadable('has no unit');
  if (typeof value !== 'string') return new Unreadable();
  const text = value.trim();
  if (/^-\s*[\d.]/.test(text)) return new Unreadable('is negative');
  if (/^[\d.]+$/.test(text)) return new Unreadable('has no unit');
  const unit = /^\d+(?:\.\d+)?\s*([a-zA-Zµμ]+)$/.exec(text)?.[1];
  if (!WHOLE_DURATION.test(text)) {
    return new Unreadable(
      unit === undefined ? 'is not a duration' : `has the unknown unit '${unit}'`,
    );
  }
  try {
    const durationUs = parseDuration(text);
    if (durationUs >= minUs) return durationUs;
    const accepted = `a duration of at least ${formatMicros(minUs)} ${UNITS}`;
    return new Unreadable('is too short', { accepted });
  } catch {
    return new Unreadable(`is over the limit of ten years (${MAX_DURATION_US / 3.6e9}h)`);
  }
}

/** A span from one duration to another, both included, in microseconds. */
export interface DurationRange {
  readonly minUs: Micros;
  readonly maxUs: Micros;
}

/** Two durations with two dots between them, such as `150ms..300ms`. */
export function durationRange(): ZodType<DurationRange, string> {
  const form: Form = {
    accepted: `two durations such as 150ms..300ms ${UNITS}`,
    json: {
      type: 'string',
      pattern: `^${DURATION_PATTERN}\\s*\\.\\.\\s*${DURATION_PATTERN}$`,
      description: 'Two durations, the shortest and the longest.',
      examples: ['150ms..300ms'],
    },
  };
  return written(form, (value) => {
    const ends = endsOf(value);
    if (ends === undefined) return new Unreadable();
    const minUs = readDuration(ends[0], {});
    const maxUs = readDuration(ends[1], {});
    for (const [end, text] of [[minUs, ends[0]] as const, [maxUs, ends[1]] as const]) {
      if (end instanceof Unreadable) {
        return new Unreadable(`has an end '${text}' that ${end.why ?? 'is not a duration'}`);
      }
    }
    if (minUs instanceof Unreadable || maxUs instanceof Unreadable) return new Unreadable();
    return minUs > maxUs ? new Unreadable('has its longer end first') : { minUs, maxUs };
  });
}

/** Splits `a..b` into its two ends; undefined when the value is no such text. */
export function endsOf(value: unknown): readonly [string, string] | undefined {
  if (typeof value !== 'string') return undefined;
  const ends = value.split('..').map((end) => end.trim());
  const [first, second] = ends;
  if (ends.length !== 2 || first === undefined || second === undefined) return undefined;
  return [first, second];
}

/** The limits of a number. */
export interface NumberLimits {
  readonly min?: number;
  readonly max?: number;
  /** Excludes `min` itself. */
  readonly above?: boolean;
}

/** A number within limits, both included. */
export function quantity(accepted: string, limits: NumberLimits = {}): ZodType<number, number> {
  const { min, max, above = false } = limits;
  const form: Form = {
    accepted,
    json: {
      type: 'number',
      ...(min !== undefined && (above ? { exclusiveMinimum: min } : { minimum: min })),
      ...(max !== undefined && { maximum: max }),
    },
  };
  return written(form, (value) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return notANumber(value);
    if (min !== undefined && (above ? value <= min : value < min)) {
      return new Unreadable('is too small');
    }
    return max !== undefined && value > max ? new Unreadable('is too large') : value;
  });
}

function notANumber(value: unknown): Unreadable {
  const isEmpty = value === undefined || value === null || typeof value === 'object';
  return new Unreadable(isEmpty ? undefined : 'is not a number');
}

/** A probability from 0 to 1. */
export function probability(): ZodType<number, number> {
  return quantity('a probability from 0 to 1', { min: 0, max: 1 });
}

/** A whole number from `min` to `max`, both included. */
export function count(min = 0, max: number = Number.MAX_SAFE_INTEGER): ZodType<number, number> {
  const isBounded = max < Number.MAX_SAFE_INTEGER;
  const form: Form = {
    accepted: `a whole number ${isBounded ? `from ${min} to ${grouped(max)}` : `of at least ${min}`}`,
    json: { type: 'integer', minimum: min, ...(isBounded && { maximum: max }) },
  };
  return written(form, (value) => {
    if (typeof value !== 'number' || Number.isNaN(value)) return notANumber(value);
    if (value < min) return new Unreadable('is too small');
    if (value > max) return new Unreadable('is too large');
    return Number.isInteger(value) ? value : new Unreadable('is not whole');
  });
}

/** Prints a large whole number for reading: `1,000,000`. */
function grouped(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `true` or `false`. */
export function flag(): ZodType<boolean, boolean> {
  const form: Form = { accepted: 'true or false', json: { type: 'boolean' } };
  return written(form, (value) => (typeof value === 'boolean' ? value : new Unreadable()));
}

const SECONDS_PER_UNIT: ReadonlyMap<string, number> = new Map([
  ['ms', 0.001],
  ['s', 1],
  ['m', 60],
  ['h', 3_600],
]);
const RATE = /^(\d+(?:\.\d+)?)\s*\/\s*(ms|s|m|h)$/;

/** How often something happens, such as `100/s`, read into times a second. More than never. */
export function rate(): ZodType<number, string> {
  const form: Form = {
    accepted: 'a rate such as 100/s (/ms, /s, /m, /h)',
    json: {
      type: 'string',
      pattern: RATE.source,
      description: 'How often: a number a time, such as 100/s.',
      examples: ['100/s'],
    },
  };
  return written(form, (value) => {
    if (typeof value === 'number') return new Unreadable('has no unit');
    if (typeof value !== 'string') return new Unreadable();
    const match = RATE.exec(value.trim());
    if (match === null) return new Unreadable('is not a rate');
    const perSecond = Number(match[1]) / (SECONDS_PER_UNIT.get(match[2] ?? '') ?? Number.NaN);
    if (!Number.isFinite(perSecond)) return new Unreadable('is too large');
    return perSecond > 0 ? perSecond : new Unreadable('is never');
  });
}
