import type { NodeId } from '../../../core/identity.ts';
import type { Context } from '../../../core/protocol.ts';
import { union, without } from './membership.ts';
import {
  type AdminOperation,
  type Configuration,
  type LeaderState,
  type MembershipChange,
  NO_CLIENT,
  type RaftTypes,
  type ReplicaState,
} from './types.ts';

/**
 * How the members change: new servers first get the log as learners, so that nothing has to wait for them [Ongaro
 * §4.2.1]. Then come both configurations jointly, and when that is committed, the new one alone [Raft §6]; or, one
 * server at a time, the new one at once [Ongaro §4.1]. Each step is an entry of the log, and waits for the one before to
 * be committed. A new leader goes on where it finds two configurations joint, and leaves everything else to the client,
 * who asks again.
 */

type Ctx = Context<RaftTypes>;

/** One configuration on the way, and who is answered when it is committed. */
export interface Step {
  readonly configuration: Configuration;
  readonly request: Pick<MembershipChange, 'client' | 'sequence' | 'doneBelow'>;
  /** The rest follows from the log. */
  readonly endsChange: boolean;
}

const NO_REQUEST: Step['request'] = { client: NO_CLIENT, sequence: 0, doneBelow: 0 };

/** Who votes when a change has been made. Servers that do not exist are left out, and the last voter stays. */
export function votersAfter(
  voters: readonly NodeId[],
  { add, remove }: AdminOperation & { readonly kind: 'members' },
  nodes: readonly NodeId[],
): readonly NodeId[] {
  const known = add.filter((node) => nodes.includes(node));
  const after = without(union(voters, known), remove);
  return after.length > 0 ? after : voters;
}

/** The next step, or undefined where there is none, or it must wait. */
export function nextStep(state: ReplicaState, leading: LeaderState, ctx: Ctx): Step | undefined {
  const { membership, commitIndex } = state;
  const { voters, outgoing, learners } = membership.configuration;
  if (outgoing.length > 0) return step(voters, [], [], membership, true);
  const { change, matchIndex } = leading;
  if (change === undefined) return undefined;
  const newcomers = without(change.voters, membership.members);
  if (newcomers.length > 0) return step(voters, [], union(learners, newcomers), NO_REQUEST, false);
  const isReady = change.voters.every(
    (node) =>
      voters.includes(node) || ctx.rules.hasCaughtUp(matchIndex[node] as number, commitIndex),
  );
  if (!isReady) return undefined;
  return ctx.params.membershipChanges === 'joint'
    ? jointStep(voters, change)
    : singleStep(voters, change);
}

function jointStep(voters: readonly NodeId[], change: MembershipChange): Step {
  const isSame = isSameSet(voters, change.voters);
  return step(change.voters, isSame ? [] : voters, [], change, true);
}

/** "Only one server can be added or removed from the cluster at a time" [Ongaro §4.1]: first those that come. */
function singleStep(voters: readonly NodeId[], change: MembershipChange): Step {
  const [comes] = without(change.voters, voters);
  const [goes] = without(voters, change.voters);
  if (comes === undefined && goes === undefined) return step(voters, [], [], change, true);
  const next = comes === undefined ? without(voters, [goes as NodeId]) : union(voters, [comes]);
  if (isSameSet(next, change.voters)) return step(next, [], [], change, true);
  return step(next, [], without(change.voters, next), NO_REQUEST, false);
}

function step(
  voters: readonly NodeId[],
  outgoing: readonly NodeId[],
  learners: readonly NodeId[],
  { client, sequence, doneBelow }: Step['request'],
  endsChange: boolean,
): Step {
  const configuration: Configuration = { kind: 'configuration', voters, outgoing, learners };
  return { configuration, request: { client, sequence, doneBelow }, endsChange };
}

function isSameSet(left: readonly NodeId[], right: readonly NodeId[]): boolean {
  return left.length === right.length && left.every((node) => right.includes(node));
}
