/**
 * Two-phase commit [Gray 1978] [Bernstein 1987 §7.4]: all participants of a distributed transaction commit it,
 * or all abort it.
 *
 * Model: asynchronous; messages are lost, repeated, late and out of order; nodes crash and come back with what their
 * disk has synced; no node lies. AC1 to AC3 hold always; every node decides once failures are repaired, not before:
 * a participant that has voted yes is blocked while nobody who knows the decision can be reached.
 *
 * Phases, for the transaction that a client asks the coordinator for:
 * 1. The coordinator writes a start record and sends VoteRequest to all participants. Each writes a yes or a no record
 *    and sends its Vote; after a no it has decided abort, after a yes it is in doubt.
 * 2. The coordinator decides commit when all have voted yes, abort at the first no or after `voteTimeout`; it writes
 *    the decision, sends it to all participants and answers the client. Each participant writes it too.
 * Termination: a participant in doubt for `askAfter` sends DecisionRequest, to the coordinator (simple) or to everyone
 * (cooperative), until an answer comes. Restart: the coordinator decides abort on whatever its log began and did not
 * decide; a participant asks about whatever it is in doubt of.
 *
 * This is presumed nothing: the absence of a record means nothing, so nobody answers for a transaction it does not
 * know. Presumed abort [Mohan 1986] would save the start record and the forced abort.
 *
 * Words: DT log is the log named `dt` on every disk; uncertain is `inDoubt`; VOTE-REQ is VoteRequest; DECISION-REQ is
 * DecisionRequest; COMMIT and ABORT are the two values of Decision.
 *
 * Deviations from [Bernstein 1987 §7.4]:
 * - The coordinator holds no data and casts no vote of its own.
 * - An abort is sent to all participants, also to those who voted no, so that who missed the VoteRequest hears of it.
 * - Start and abort records are forced like the others. It is simpler, and a restart never uses the number of a
 *   transaction a second time.
 * - A participant that the request for votes does not reach does not decide: it never learns that there was one.
 *
 * Not modelled: the operations of a transaction and their locks; garbage collection of the DT log; a coordinator that
 * is down for good (three-phase commit and Paxos commit are for that).
 */
import { type ZodType, z } from 'zod';
import type { Workload } from '../../../core/client.ts';
import { CRASH_RECOVERY_FAULTS } from '../../../core/fault.ts';
import type { Protocol } from '../../../core/protocol.ts';
import { duration, probability } from '../../../core/schema.ts';
import { coordinator } from './coordinator.ts';
import { invariants } from './invariants.ts';
import { metrics } from './metrics.ts';
import { mutants } from './mutants.ts';
import { participant } from './participant.ts';
import { rules } from './rules.ts';
import {
  COORDINATOR,
  type CoordinatorState,
  type ParticipantState,
  type TwoPhaseCommitParams,
  type TwoPhaseCommitTypes,
} from './types.ts';

const params: ZodType<TwoPhaseCommitParams> = z.strictObject({
  noVotes: probability().prefault(0.1),
  voteTimeout: duration({ minUs: 1 }).prefault('200ms'),
  askAfter: duration({ minUs: 1 }).prefault('100ms'),
  termination: z.enum(['simple', 'cooperative']).default('simple'),
});

const transactions: Workload<TwoPhaseCommitTypes> = {
  name: 'transactions',
  sentence: 'Each operation is one transaction; an aborted one is not tried again.',
  params: z.strictObject({}),
  operation: () => ({ kind: 'transaction' }),
  interpret(_operation, response) {
    if (response.kind === 'notCoordinator') return { kind: 'redirect', to: COORDINATOR };
    const { decision } = response;
    return { kind: decision === 'commit' ? 'ok' : 'fail', value: decision };
  },
};

export const twoPhaseCommit: Protocol<TwoPhaseCommitTypes> = {
  name: 'two-phase-commit',
  summary: 'All participants of a transaction commit it, or all abort it; they may block.',
  params,
  rules,
  roles: { coordinator, participant },
  assign: (nodeCount) =>
    Array.from({ length: nodeCount }, (_, node) =>
      node === COORDINATOR ? 'coordinator' : 'participant',
    ),
  impossible: (nodeCount) =>
    nodeCount < 2 ? 'two-phase commit needs a coordinator and a participant' : undefined,
  duties: {
    coordinator: (state) => (isCoordinator(state) ? 0 : undefined),
    /** Ranked by how many transactions the participant is in doubt of. */
    inDoubt: (state) => (isCoordinator(state) ? undefined : doubtsOf(state) || undefined),
  },
  tolerates: () => ({ safeUnder: CRASH_RECOVERY_FAULTS, crashed: 0, byzantine: 0 }),
  invariants,
  metrics,
  workloads: [transactions],
  mutants,
};

function isCoordinator(state: CoordinatorState | ParticipantState): state is CoordinatorState {
  return 'undecided' in state;
}

function doubtsOf({ standings }: ParticipantState): number {
  let doubts = 0;
  for (const standing of standings.values()) if (standing === 'inDoubt') doubts++;
  return doubts;
}
