import type { NodeId } from '../../../core/identity.ts';
import type { Signed } from '../../../core/signer.ts';
import type { Block, BlockId, KeyValueRequest } from './block.ts';

/**
 * What validators send each other. Whoever signed a message stands in it, since validators pass on what others signed.
 * Messages without a signature prove themselves by what they carry, or promise nothing.
 */

/** ⟨PROPOSAL, h, round, v, validRound⟩. */
export type Proposal = Signed<{
  readonly type: 'Proposal';
  readonly height: number;
  readonly round: number;
  readonly proposer: NodeId;
  readonly block: Block;
  /** The round in which a quorum prevoted the value, −1 for a value without one. */
  readonly validRound: number;
  /** Those prevotes: the paper leaves it to the gossip to bring them. */
  readonly polka: readonly Prevote[];
}>;

interface Ballot {
  readonly height: number;
  readonly round: number;
  /** A value's, or `NIL`. */
  readonly id: BlockId;
  readonly voter: NodeId;
}

/** ⟨PREVOTE, h, round, id(v) or nil⟩. */
export type Prevote = Signed<{ readonly type: 'Prevote' } & Ballot>;
/** ⟨PRECOMMIT, h, round, id(v) or nil⟩. */
export type Precommit = Signed<{ readonly type: 'Precommit' } & Ballot>;
export type Vote = Prevote | Precommit;

/** A proposal with the prevotes of a quorum for it in its own round, for those whom not all of them reached. */
export interface ProofOfLock {
  readonly type: 'ProofOfLock';
  readonly proposal: Proposal;
  readonly prevotes: readonly Prevote[];
}

/** Why the sender has left a round: a quorum precommitted in it, and decided nothing. */
export interface RoundEnd {
  readonly type: 'RoundEnd';
  readonly precommits: readonly Precommit[];
}

/** Requests on their way to whoever proposes next. */
export interface Submission {
  readonly type: 'Submission';
  readonly requests: readonly KeyValueRequest[];
}

/** The sender has decided every height below this one. */
export interface Status {
  readonly type: 'Status';
  readonly height: number;
}

/** The value of one height, with the precommits of a quorum in one round, which prove it to anyone. */
export interface Decision {
  readonly height: number;
  readonly round: number;
  readonly block: Block;
  readonly precommits: readonly Vote[];
}

/** The answer to a `Status` of a height that the sender has decided: that one and those after it. */
export interface Decisions {
  readonly type: 'Decisions';
  readonly decisions: readonly Decision[];
}

export type TendermintMessage =
  | Proposal
  | Prevote
  | Precommit
  | ProofOfLock
  | RoundEnd
  | Submission
  | Status
  | Decisions;
