/**
 * Multi-round voting: agents that each propose a value vote in rounds until enough vote alike. It is what coordinators of
 * agents do, here without a coordinator, so that the agents' own decisions can be compared; and made safe against liars. The
 * mutants are the naive versions of it.
 *
 * Model: asynchronous for what must never happen; a round is a time that an agent waits, and a vote that comes later counts
 * later. Votes are signed; n > 3f; f agents lie in any way. An agent that crashes has forgotten what it voted and stays out:
 * it counts as a liar.
 *
 * Rounds, `rounds` of them:
 * 1. An agent signs its vote and sends it to all. At the end of the round it decides a value that has a quorum,
 *    ⌈(n + f + 1)/2⌉ votes of different agents out of all n, in this round or an earlier one.
 * 2. Else it votes again. It is locked to its vote while, for all that it has seen, others may have decided by it; only when
 *    nobody can have does it follow the value that most voted for.
 * After the last round an agent without a decision says so. It does not fall back to a majority: that would decide just when
 * liars have prevented a quorum. Since others may have decided, it goes on asking, and takes the votes of a quorum as proof.
 *
 * Why it is safe: if q agents, a quorum, vote for a value in a round, q − f of them are honest and locked to it in all rounds
 * that follow. Another value can get no more than the n − (q − f) votes that are left, and that is less than q. Why it may not decide: liars can keep the honest split, and so can a close vote. No deterministic protocol does better without synchrony
 * [Fischer 1985].
 *
 * Detection: who signs two votes in one round is a liar, and the two votes prove it. Silence and delay prove nothing.
 *
 * With `proposer: first` agent 0 alone has a proposal, and the others vote for it from the second round on.
 *
 * Deviations: there is no paper; the quorum is that of [Malkhi 1998], the lock that of a ballot in which votes are missing.
 *
 * Not modelled: a central collector of votes; weighted votes (a liar with weight is several liars).
 */
import { type ZodType, z } from 'zod';
import type { Protocol } from '../../../core/protocol.ts';
import { count, duration } from '../../../core/schema.ts';
import { ASYNCHRONOUS_FAULTS } from '../shared/fault-models.ts';
import { costOfAgreement } from '../shared/metrics.ts';
import { inputsSchema, maxFaultySchema } from '../shared/params.ts';
import { ofPeers } from '../shared/peers.ts';
import { agent, FACTOR } from './agent.ts';
import { invariants } from './invariants.ts';
import { mutants } from './mutants.ts';
import { rules } from './rules.ts';
import type { VotingParams, VotingTypes } from './types.ts';

const MOST_CHOICES = 10;

const params: ZodType<VotingParams> = z.strictObject({
  roundLength: duration({ minUs: 1 }).prefault('20ms'),
  repeatAfter: duration({ minUs: 1 }).prefault('200ms'),
  rounds: count(1, 100).prefault(5),
  choices: count(2, MOST_CHOICES).prefault(2),
  proposer: z.enum(['each', 'first']).default('each'),
  maxFaulty: maxFaultySchema(),
  inputs: inputsSchema(MOST_CHOICES - 1),
});

const peers = ofPeers<VotingTypes>({
  name: 'multi-round-voting',
  role: 'agent',
  process: agent,
  factor: FACTOR,
  safeUnder: ASYNCHRONOUS_FAULTS,
});

export const multiRoundVoting: Protocol<VotingTypes> = {
  ...peers,
  summary: 'Agents vote in rounds until a quorum votes alike, and never fall back to less.',
  params,
  rules,
  impossible(nodeCount, given) {
    const stray = given.inputs?.find((input) => input >= given.choices);
    if (stray !== undefined) return `of ${given.choices} choices none is ${stray}`;
    return peers.impossible(nodeCount, given);
  },
  roundOf: (message) => (message.type === 'Vote' ? message.round : undefined),
  statementOf(message) {
    if (message.type !== 'Vote') return undefined;
    const { signer, round, value } = message;
    return { signer, slot: `round ${round}`, value };
  },
  invariants,
  metrics: [costOfAgreement()],
  workloads: [],
  mutants,
};
