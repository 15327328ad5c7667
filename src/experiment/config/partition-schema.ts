import { type ZodType, z } from 'zod';
import type { PartitionShape, Target } from '../../core/fault.ts';
import type { NodeId } from '../../core/identity.ts';
import type { Micros } from '../../core/micros.ts';
import { duration, refuse } from '../../core/schema.ts';
import { rounds } from './behavior-schema.ts';
import { forms, listOf, type Makers, withoutAbsent } from './forms.ts';
import { nameOf, wordOf } from './names.ts';
import { nodeId, nodeList, target } from './node-schema.ts';
import type { Facts } from './registry.ts';

const ACCEPTED =
  'a map with one key: groups, one-way, isolate, bridge or ring, such as {isolate: 0}';

/** How a partition cuts, and what becomes of the messages on cut links. */
export type Partition = PartitionShape & {
  readonly messages?: 'drop' | 'hold';
  readonly rounds?: readonly [number, number];
};

/** The value of a fault `partition`. */
export function partitionValue(facts: Facts): ZodType<Partition> {
  const messages = nameOf('fate of messages', ['drop', 'hold']).optional();
  const ring = wordOf('ring', ACCEPTED).transform((): Partition => ({ shape: 'ring' }));
  return forms<Partition>({
    accepted: ACCEPTED,
    plain: ring,
    keyed: shapes(facts, { messages, rounds: rounds().optional() }, (shape, options) =>
      withoutAbsent<Partition>({ ...shape, ...options } as Partition),
    ),
  });
}

/** How a flapping partition cuts, and for how long it is whole and cut. */
export type Flap = PartitionShape & { readonly upUs: Micros; readonly downUs: Micros };

/** The value of a fault `flap`. */
export function flapValue(facts: Facts): ZodType<Flap> {
  const options = { up: duration({ minUs: 1 }), down: duration({ minUs: 1 }) };
  return forms<Flap>({
    accepted: 'a map such as {isolate: 0, up: 50ms, down: 20ms}',
    keyed: shapes(facts, options, (shape, { up, down }) => ({
      ...shape,
      upUs: up,
      downUs: down,
    })),
  });
}

/** For each shape, the map that has its key and the options. */
function shapes<Options extends z.core.$ZodLooseShape, Out>(
  facts: Facts,
  options: Options,
  build: (shape: PartitionShape, options: z.output<z.ZodObject<Options>>) => Out,
): Makers<Out> {
  function shape<Value>(
    key: string,
    value: () => ZodType<Value>,
    toShape: (value: Value) => PartitionShape,
  ): Makers<Out> {
    const make = () =>
      z.strictObject({ [key]: value(), ...options }).transform((map): Out => {
        const { [key]: own, ...rest } = map as Record<string, unknown>;
        return build(toShape(own as Value), rest as z.output<z.ZodObject<Options>>);
      });
    return { [key]: make };
  }
  const ends = () => z.strictObject({ from: target(facts), to: target(facts) });
  return {
    ...shape(
      'groups',
      () => groups(facts),
      (sets) => ({ shape: 'groups', groups: sets }),
    ),
    ...shape('one-way', ends, ({ from, to }: { from: Target; to: Target }) => ({
      shape: 'oneWay',
      from,
      to,
    })),
    ...shape(
      'isolate',
      () => target(facts),
      (of) => ({ shape: 'isolate', target: of }),
    ),
    ...shape(
      'bridge',
      () => nodeId(facts),
      (bridge) => ({ shape: 'bridge', bridge }),
    ),
    ...shape(
      'ring',
      () => wordOf(true),
      () => ({ shape: 'ring' }),
    ),
  };
}

/** Groups of nodes, none of which is in two. */
function groups(facts: Facts): ZodType<NodeId[][]> {
  const lists = listOf(nodeList(facts), 'a list of groups such as [[0, 1], [2, 3, 4]]');
  return lists.transform((sets, ctx) => {
    const seen = new Set<NodeId>();
    for (const [index, set] of sets.entries()) {
      for (const [place, node] of set.entries()) {
        const refusal = { why: 'is in a group already', accepted: 'each node in one group' };
        if (seen.has(node)) refuse(ctx, refusal, [index, place]);
        seen.add(node);
      }
    }
    return sets;
  });
}
