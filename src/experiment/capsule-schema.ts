import { type ZodType, z } from 'zod';
import { describeValue, refusalSentence } from '../core/schema.ts';
import { findProtocol } from '../protocols/index.ts';
import { CAPSULE_VERSION, type Capsule } from './capsule.ts';
import { formatPath } from './config/config-error.ts';
import { configHash } from './config/config-hash.ts';
import { readAs } from './config/explain.ts';
import { planTrials, type TrialPlan } from './trial-plan.ts';

/** A file that is no capsule, or one that this version cannot run. The message names file, key, found and accepted. */
export class CapsuleError extends Error {
  override readonly name = 'CapsuleError';
}

/** Reads a capsule. Throws `CapsuleError` with everything that is wrong with it. */
export function parseCapsule(text: string, file: string): Capsule {
  const value = parseJson(text, file);
  requireVersion(value, file);
  const reading = readAs(CAPSULE, value);
  if (!reading.success) {
    const problems = reading.complaints.map(({ path, refusal }) => {
      const key = formatPath(path);
      return `${file}: ${key === '' ? '' : `${key}: `}${refusalSentence(refusal)}`;
    });
    throw new CapsuleError(problems.join('\n'));
  }
  const capsule = reading.value as unknown as Capsule;
  const found = configHash(capsule.config);
  if (found !== capsule.configHash) {
    throw new CapsuleError(
      `${file}: config: found one with the hash ${found}; accepted: the one that was sealed, with the hash ${capsule.configHash}`,
    );
  }
  return capsule;
}

/** True for a text that is meant to be a capsule, be it a good one or not. */
export function looksLikeCapsule(text: string): boolean {
  return /^\s*\{/.test(text) && /"capsule"\s*:/.test(text);
}

/** Plans the trial of a capsule. Throws `CapsuleError` where this version has not what its config names. */
export function planCapsule({ config }: Capsule, file: string): TrialPlan {
  try {
    return planTrials(config, findProtocol(config.protocol));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CapsuleError(`${file}: this version cannot run it: ${error.message}`);
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CapsuleError(
      `${file}: found a text that is not JSON (${reason}); accepted: a capsule`,
    );
  }
}

/** Before anything else, since a capsule of another version differs in everything else too. */
function requireVersion(value: unknown, file: string): void {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  const version = isMap && 'capsule' in value ? value.capsule : undefined;
  if (version === CAPSULE_VERSION) return;
  const found = isMap
    ? `capsule: found ${describeValue(version)}`
    : `found ${describeValue(value)}`;
  const accepted = isMap ? String(CAPSULE_VERSION) : 'a capsule, which is a map';
  throw new CapsuleError(`${file}: ${found}; accepted: ${accepted}`);
}

const count = z.int().min(0);
const name = z.string().min(1);
const hash = z.string().regex(/^[0-9a-f]{16}$/);
const configDigest = z.string().regex(/^[0-9a-f]{64}$/);

const size = z.strictObject({
  faults: count,
  nodes: count,
  clients: count,
  operations: count,
  horizonUs: count,
  events: count,
});

const violation = z.strictObject({
  invariant: name,
  expectation: z.enum(['always', 'eventually', 'sometimes']),
  sentence: z.string(),
  citation: z.string().optional(),
  explanation: z.string(),
  facts: z.array(
    z.strictObject({
      atUs: z.number(),
      node: z.int().min(-1),
      observation: z.record(z.string(), z.unknown()),
    }),
  ),
  atUs: count,
});

const checkpoint = z.strictObject({ event: count, atUs: count, what: z.string(), hash });

/** What the config holds is sealed by its hash; here is only what must be there for its hash to be taken. */
const config = z.looseObject({
  name: z.string(),
  protocol: name,
  nodes: z.int().min(1),
  seed: z.string(),
  faults: z.array(z.looseObject({})),
});

const CAPSULE: ZodType<object> = z.strictObject({
  capsule: z.literal(CAPSULE_VERSION),
  fingerprint: z.string().regex(/^[a-z0-9-]+$/),
  coordsim: name,
  violation,
  origin: z.strictObject({
    config: z.string(),
    configHash: configDigest,
    trials: count,
    failing: count,
    firstTrials: z.array(count),
  }),
  shrinking: z.strictObject({
    end: z.enum(['complete', 'executions', 'time']),
    executions: count,
    before: size,
    after: size,
  }),
  schedule: z.array(z.string()),
  trial: count,
  seed: z.string(),
  events: count,
  traceHash: hash,
  checkpoints: z.strictObject({ spacing: count, reached: z.array(checkpoint) }),
  configHash: configDigest,
  config,
});
