import { type ZodType, z } from 'zod';
import {
  checkDistribution,
  type Distribution,
  DistributionError,
} from '../../core/distribution.ts';
import {
  duration,
  durationRange,
  endsOf,
  type IssueSink,
  probability,
  quantity,
  refuse,
  Unreadable,
  written,
} from '../../core/schema.ts';
import { parseEmpiricalValues } from '../../network/empirical.ts';
import { csvFile } from './csv-file.ts';
import { forms, type Makers, withoutAbsent } from './forms.ts';
import { listed } from './names.ts';
import type { Facts } from './registry.ts';

/** The numbers that a distribution is made of: durations for a latency, factors for a jitter. */
interface Scale {
  readonly point: () => ZodType<number>;
  readonly range: () => ZodType<{ readonly min: number; readonly max: number }>;
  /** Measured values, where files of them can be had. */
  readonly measured?: () => ZodType<readonly number[]>;
  /** Follows the word "write" for a single value. */
  readonly accepted: string;
}

/** A time that is drawn anew for each message or each sync of a disk. */
export function latency(facts: Facts): ZodType<Distribution> {
  return distribution({
    point: () => duration(),
    range: () => durationRange().transform(({ minUs, maxUs }) => ({ min: minUs, max: maxUs })),
    measured: () => csvFile(facts, parseEmpiricalValues),
    accepted: 'a duration such as 5ms',
  });
}

/** A factor that is drawn anew for each message. */
export function jitter(): ZodType<Distribution> {
  return distribution({
    point: () => quantity('a factor such as 1.1', { min: 0 }),
    range: factorRange,
    accepted: 'a factor such as 1.1',
  });
}

function distribution(scale: Scale): ZodType<Distribution> {
  const simple = simpleKinds(scale);
  const bimodal = () => {
    const part = oneOfKinds(scale, simple);
    const shape = { usually: part, sometimes: part, probability: probability() };
    return z.strictObject({ bimodal: z.strictObject(shape) }).transform(
      ({ bimodal: { usually, sometimes, probability: weight } }): Distribution => ({
        kind: 'bimodal',
        first: usually,
        second: sometimes,
        weight,
      }),
    );
  };
  return oneOfKinds(scale, { ...simple, bimodal });
}

/** A single value, or a map whose one key names a kind. */
function oneOfKinds(scale: Scale, kinds: Makers<Distribution>): ZodType<Distribution> {
  return forms<Distribution>({
    accepted: `${scale.accepted}, or a map with one key: ${listed(Object.keys(kinds))}`,
    plain: scale.point().transform((value): Distribution => ({ kind: 'constant', value })),
    keyed: kinds,
  });
}

function simpleKinds(scale: Scale): Makers<Distribution> {
  const point = scale.point;
  const optional = () => point().optional();
  const drawn: Makers<Distribution> = {
    uniform: () =>
      z
        .strictObject({ uniform: scale.range() })
        .transform(({ uniform: { min, max } }): Distribution => ({ kind: 'uniform', min, max })),
    exponential: () => kind('exponential', { mean: point(), min: optional() }),
    normal: () => {
      const limits = { min: optional(), max: optional() };
      return kind('normal', { mean: point(), deviation: point(), ...limits });
    },
    lognormal: () => {
      const sigma = quantity('a number such as 0.5', { min: 0 });
      return kind('lognormal', { median: point(), sigma });
    },
    pareto: () => {
      const shape = quantity('a number above 0, such as 1.5', { min: 0, above: true });
      return kind('pareto', { scale: point(), shape, max: optional() });
    },
  };
  const { measured } = scale;
  if (measured === undefined) return drawn;
  const empirical = () =>
    z
      .strictObject({ empirical: measured() })
      .transform(({ empirical: values }): Distribution => ({ kind: 'empirical', values }));
  return { ...drawn, empirical };
}

/** A kind whose parameters are a map below its name. */
function kind<Shape extends z.core.$ZodLooseShape>(
  name: Distribution['kind'],
  shape: Shape,
): ZodType<Distribution> {
  return z.strictObject({ [name]: z.strictObject(shape) }).transform((value, ctx) => {
    const parameters = value[name] as Record<string, number | undefined>;
    const drawn = withoutAbsent({ kind: name, ...parameters }) as unknown as Distribution;
    checkParameters(drawn, parameters, ctx);
    return drawn;
  });
}

function checkParameters(
  drawn: Distribution,
  { min = 0, max }: Record<string, number | undefined>,
  ctx: IssueSink,
): void {
  const path = [drawn.kind];
  if (drawn.kind === 'exponential' && drawn.mean < min) {
    refuse(ctx, { why: 'is below min', accepted: 'a mean of at least min' }, [...path, 'mean']);
  } else if (max !== undefined && max < (drawn.kind === 'pareto' ? drawn.scale : min)) {
    const least = drawn.kind === 'pareto' ? 'scale' : 'min';
    const refusal = { why: `is below ${least}`, accepted: `a max of at least ${least}` };
    refuse(ctx, refusal, [...path, 'max']);
  } else {
    checkRest(drawn, ctx);
  }
}

/** What the kinds themselves ask for beyond the order of their limits. */
function checkRest(drawn: Distribution, ctx: IssueSink): void {
  try {
    checkDistribution(drawn);
  } catch (error) {
    if (!(error instanceof DistributionError)) throw error;
    const [parameter = ''] = error.path;
    if (drawn.kind === 'normal' && parameter === 'mean') {
      const why = 'lies so far outside min to max that nothing can be drawn';
      refuse(ctx, { why, accepted: 'a mean nearer to them' }, ['normal', 'mean']);
    } else {
      const refusal = { why: 'is too small', accepted: 'more than nothing' };
      refuse(ctx, refusal, [drawn.kind, parameter]);
    }
  }
}

const FACTOR = '\\d+(\\.\\d+)?';

function factorRange(): ZodType<{ min: number; max: number }, string> {
  const form = {
    accepted: 'two factors such as 0.9..1.1',
    json: { type: 'string', pattern: `^${FACTOR}\\s*\\.\\.\\s*${FACTOR}$`, examples: ['0.9..1.1'] },
  };
  const factor = new RegExp(`^${FACTOR}$`);
  return written(form, (value) => {
    const ends = endsOf(value);
    if (ends === undefined || !ends.every((end) => factor.test(end))) return new Unreadable();
    const [min, max] = [Number(ends[0]), Number(ends[1])];
    return min > max ? new Unreadable('has its larger end first') : { min, max };
  });
}
