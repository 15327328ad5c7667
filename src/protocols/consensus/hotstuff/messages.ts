import type { ClientRequest } from '../../../core/client.ts';
import type { NodeId } from '../../../core/identity.ts';
import type { Signed } from '../../../core/signer.ts';
import type { KeyValueOperation } from '../shared/key-value.ts';

/** Names a block by its content. */
export type Digest = string;

/** What a vote is for: the three phases of the basic protocol, or the one of the chained. */
export type Phase = 'prepare' | 'preCommit' | 'commit' | 'generic';

/** What a vote signs [HotStuff Algorithm 1, voteMsg]. */
export interface VoteBody {
  readonly type: 'Vote';
  readonly phase: Phase;
  readonly view: number;
  readonly block: Digest;
  readonly voter: NodeId;
}

export type Vote = Signed<VoteBody>;

/**
 * A quorum of votes for one block in one phase of one view [HotStuff Algorithm 1, QC]. It carries the votes themselves,
 * in the order of their voters, where the paper combines them into one threshold signature.
 */
export interface QuorumCertificate {
  readonly phase: Phase;
  readonly view: number;
  readonly block: Digest;
  readonly votes: readonly Vote[];
}

export type Request = ClientRequest<KeyValueOperation>;

/** One node of the tree [HotStuff Algorithm 1, createLeaf]. Its digest is computed from what stands here. */
export interface Block {
  readonly parent: Digest;
  readonly view: number;
  /** The certificate of the block that this one was proposed to extend. */
  readonly justify: QuorumCertificate;
  readonly requests: readonly Request[];
}

/** That its signer wants to be in a view. A quorum of them proves to anyone that the views before it are over. */
export interface WishBody {
  readonly wishedView: number;
  readonly wisher: NodeId;
}

export type Wish = Signed<WishBody>;

/** A leader's proposal: `Prepare` of the basic protocol, `Generic` of the chained. */
export interface ProposalBody {
  readonly type: 'Prepare' | 'Generic';
  readonly proposer: NodeId;
  readonly block: Block;
  /** The new-view certificate: a quorum of wishes for the view, or empty where the block's own certificate proves enough. */
  readonly wishes: readonly Wish[];
}

export type Proposal = Signed<ProposalBody>;

/** A replica enters a view and tells its leader the highest certificate that it knows. */
export interface NewView {
  readonly type: 'NewView';
  readonly wish: Wish;
  readonly justify: QuorumCertificate;
}

/** A certificate that the leader of a view of the basic protocol passes on. It needs no other signature. */
export interface Certified {
  readonly type: 'PreCommit' | 'Commit' | 'Decide';
  readonly justify: QuorumCertificate;
}

/** Asks for a block, and those between it and the committed one that the asker has. */
export interface Fetch {
  readonly type: 'Fetch';
  readonly block: Digest;
  readonly committed: Digest;
}

/** Blocks from the oldest to the newest, each the parent of the next. */
export interface Blocks {
  readonly type: 'Blocks';
  readonly blocks: readonly Block[];
}

export type HotStuffMessage = Proposal | Vote | NewView | Certified | Fetch | Blocks;
