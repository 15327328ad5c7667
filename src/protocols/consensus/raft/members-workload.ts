import { type ZodType, z } from 'zod';
import type { Workload } from '../../../core/client.ts';
import type { NodeId } from '../../../core/identity.ts';
import type { Rng } from '../../../core/rng.ts';
import { count } from '../../../core/schema.ts';
import {
  drawOperation,
  hasWeight,
  type KeyValueMix,
  keyValueFields,
  NO_WEIGHT,
} from '../shared/key-value-workload.ts';
import type { AdminOperation, RaftOperation, RaftTypes } from './types.ts';
import { interpret } from './workload.ts';

/** What a config says of an administrator's work. */
interface Change {
  readonly add: readonly NodeId[];
  readonly remove: readonly NodeId[];
  readonly transfer?: NodeId | undefined;
}

interface MembersParams extends KeyValueMix {
  /** The first so many clients are administrators, beside their other work. */
  readonly administrators: number;
  /** Each how-manyth operation of an administrator is a change. */
  readonly every: number;
  /** The changes, in order; each administrator makes all of them. Where there are none, they are drawn. */
  readonly changes: readonly Change[];
  /** Of how many servers, from n0 on, the changes are drawn. */
  readonly servers: number;
}

const membersParams: ZodType<MembersParams> = z
  .strictObject({
    ...keyValueFields,
    administrators: count(1).prefault(1),
    every: count(1).prefault(10),
    changes: z
      .array(
        z.strictObject({
          add: z.array(count()).prefault([]),
          remove: z.array(count()).prefault([]),
          transfer: count().optional(),
        }),
      )
      .prefault([]),
    servers: count(1).prefault(5),
  })
  .refine(hasWeight, { error: NO_WEIGHT });

/** The administrator asks for other members and other leaders while everybody works. */
export const membersWorkload: Workload<RaftTypes> = {
  name: 'members',
  sentence:
    'As kv, while an administrator adds, removes and replaces servers and moves the leadership.',
  params: membersParams,
  operation(client, sequence, rng, params: MembersParams): RaftOperation {
    const { administrators, every, changes, servers } = params;
    const isChange = client < administrators && sequence % every === every - 1;
    if (!isChange) return drawOperation(rng, params);
    if (changes.length === 0) return drawChange(rng, servers);
    const change = changes[(sequence + 1) / every - 1];
    return change === undefined ? drawOperation(rng, params) : operationOf(change);
  },
  interpret,
};

function operationOf({ add, remove, transfer }: Change): AdminOperation {
  return transfer === undefined
    ? { kind: 'members', add, remove }
    : { kind: 'transfer', to: transfer };
}

/** Half of the draws ask for what is so already, or for more than one server: all must be harmless. */
function drawChange(rng: Rng, servers: number): AdminOperation {
  const [one = 0, other = 0] = rng.shuffled(Array.from({ length: servers }, (_, node) => node));
  switch (rng.integer(0, 4)) {
    case 0:
      return { kind: 'transfer', to: one };
    case 1:
      return { kind: 'members', add: [one], remove: [] };
    case 2:
      return { kind: 'members', add: [], remove: [one] };
    case 3:
      return { kind: 'members', add: [one, other], remove: [] };
    default:
      return { kind: 'members', add: [one], remove: [other] };
  }
}
