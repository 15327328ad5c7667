import { type ZodType, z } from 'zod';
import type { Protocol } from '../../core/protocol.ts';
import { type JsonSchema, jsonSchemaOf } from './forms.ts';
import { strictly } from './params.ts';
import type { ConfigRegistry } from './registry.ts';
import { actorShape, basicShape, CONFIG_KEYS, protocolShape } from './schema.ts';

/**
 * Describes configs to editors: what `coordsim schema` prints, for `# yaml-language-server: $schema=…`.
 *
 * Each protocol adds its own params, variants, properties, policies and workloads, under a condition on `protocol`.
 */
export function toJsonSchema(registry: ConfigRegistry): JsonSchema {
  const shape: Record<string, ZodType> = {
    ...basicShape(registry),
    ...protocolShape({}, registry),
    ...actorShape({}),
  };
  const ordered = CONFIG_KEYS.map((key) => [
    key,
    (shape[key] as ZodType).describe(DESCRIPTIONS[key] ?? ''),
  ]);
  return {
    ...jsonSchemaOf(z.strictObject(Object.fromEntries(ordered))),
    title: 'A coordsim config',
    allOf: registry.protocols.map((protocol) => ({
      if: { properties: { protocol: { const: protocol.name } }, required: ['protocol'] },
      // biome-ignore lint/suspicious/noThenProperty: this is JSON Schema's own word, and no promise.
      then: { properties: propertiesOf(protocol, registry) },
    })),
  };
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  protocol: 'The protocol to simulate.',
  variant: 'A deliberately broken variant of the protocol.',
  nodes: 'How many nodes there are.',
  seed: 'The root of all randomness: the same seed gives the same trials.',
  trials: 'How many trials to run.',
  duration: 'The faulty phase of a trial. All faults are healed at its end.',
  settle: 'The phase after it, at whose end the eventual properties are judged.',
  'max-events': 'A trial with more events than this is given up.',
  params: "The protocol's own options.",
  policy: 'What the nodes decide with, where the protocol leaves them a choice.',
  network: 'Latency, loss, bandwidth and regions.',
  disk: 'How long a sync takes; no time where absent.',
  clients: 'Who asks the nodes, what, and how often.',
  faults: 'A schedule of faults: when, what, to whom.',
  nemesis: 'Draws a schedule of faults from the seed of each trial.',
  ties: 'Whether events of one instant run in the order scheduled or a random one.',
  'beyond-tolerance': 'Whether trials with faults beyond what the protocol tolerates are judged.',
  adversary:
    'What stands behind all liars: how many nodes it may corrupt, whether it moves, colludes, rushes.',
  signatures: 'How long it takes to sign and to verify.',
  invariants: 'The properties to check; all where absent.',
};

/** What one protocol's configs may say. */
function propertiesOf(protocol: Protocol, registry: ConfigRegistry): JsonSchema {
  const shape = protocolShape({ protocol }, registry);
  return {
    params: withoutDialect(jsonSchemaOf(shape.params)),
    variant: withoutDialect(jsonSchemaOf(shape.variant)),
    policy: withoutDialect(jsonSchemaOf(shape.policy)),
    invariants: withoutDialect(jsonSchemaOf(shape.invariants)),
    clients: clientsOf(protocol),
  };
}

/** The workloads that clients may choose, and what each takes. The first is chosen where none is named. */
function clientsOf({ workloads }: Protocol): JsonSchema {
  if (workloads.length === 0) return { not: {} };
  return {
    properties: { workload: { enum: workloads.map(({ name }) => name) } },
    allOf: workloads.map(({ name, params }, index) => ({
      if: {
        properties: { workload: { const: name } },
        ...(index > 0 && { required: ['workload'] }),
      },
      // biome-ignore lint/suspicious/noThenProperty: this is JSON Schema's own word, and no promise.
      then: { properties: { with: withoutDialect(jsonSchemaOf(strictly(params))) } },
    })),
  };
}

function withoutDialect({ $schema: _dialect, ...schema }: JsonSchema): JsonSchema {
  return schema;
}
