import type { NodeId } from '../../../core/identity.ts';
import type { Micros } from '../../../core/micros.ts';
import type { ProtocolTypes } from '../../../core/protocol.ts';
import type { Cell, Log } from '../../../core/storage.ts';
import type { KeyValueMachine, KeyValueOperation, KeyValueResult } from '../shared/key-value.ts';
import type { BlockTree, TreeNode } from './block-tree.ts';
import type {
  Block,
  Certified,
  Digest,
  HotStuffMessage,
  Phase,
  Proposal,
  QuorumCertificate,
  Request,
  Vote,
  Wish,
} from './messages.ts';
import type { HotStuffObservation } from './observations.ts';
import type { HotStuffRules } from './rules.ts';

export interface HotStuffParams {
  /** Three phases a view [HotStuff §4], or one phase a view that serves three blocks at once [HotStuff §5]. */
  readonly mode: 'basic' | 'chained';
  /** How long a replica stays in a view that does nothing; doubled with every view in a row that ends so. */
  readonly viewTimeout: Micros;
  readonly maxViewTimeout: Micros;
  /** How many views in a row one replica leads. */
  readonly viewsPerLeader: number;
  /** How long a leader that nobody asks for anything waits before it proposes an empty block. */
  readonly idleDelay: Micros;
  readonly maxRequestsPerBlock: number;
  readonly maxBlocksPerMessage: number;
}

/** The last vote that a replica cast. */
export interface LastVote {
  readonly view: number;
  readonly phase: Phase;
}

/** What must survive a crash, since others build on it. Synced before a vote, a proposal or a certificate leaves. */
export interface PersistentState {
  readonly view: Cell<number>;
  readonly lastVote: Cell<LastVote>;
  /** The last view that this replica proposed a block in. */
  readonly proposedView: Cell<number>;
  readonly highQC: Cell<QuorumCertificate>;
  readonly lockedQC: Cell<QuorumCertificate>;
  readonly committed: Cell<Digest>;
  /** The blocks of the tree, each after its parent. */
  readonly blocks: Log<Block>;
}

/** The votes for one block in one phase of one view. */
export interface Tally {
  readonly view: number;
  readonly phase: Phase;
  readonly block: Digest;
  readonly votes: Vote[];
  /** The certificate has been made of them. */
  isDone: boolean;
}

/** What a replica holds as the one who counts votes. */
export interface Ballots {
  /** By voter: the tally with its latest vote. A vote of an older view or phase counts no more. */
  readonly latest: (Tally | undefined)[];
  readonly tallies: Map<string, Tally>;
  /** The vote that this replica cast last, unless it crashed since. */
  own: Vote | undefined;
}

/** How a replica keeps to the same view as the others. */
export interface Pacemaker {
  /** Views in a row that this replica gave up, since its last commit. */
  failures: number;
  /** It has told everyone which view it wants, and enters it when a quorum wants as much. */
  isWaiting: boolean;
  /** By replica: its latest wish. */
  readonly wishes: (Wish | undefined)[];
  /** By view, from the present one on: the wishes for it. */
  readonly gathered: Map<number, Wish[]>;
}

/** How a replica leads. */
export interface Leading {
  /** The view that this replica may propose a block in, once it has one; 0 for none. */
  readyView: number;
  /** The new-view certificate for it. */
  wishes: readonly Wish[];
  /** Its latest proposal, and what it said last in that view. */
  proposal: Proposal | undefined;
  latest: Proposal | Certified | undefined;
}

/** What a replica lacks. */
export interface Synchronisation {
  /** The highest certificate for a block that the replica has not. */
  wanted: QuorumCertificate | undefined;
  /** How often it has been asked for. */
  attempts: number;
  /** A message that cannot be handled before a block has come, and who sent it. */
  held:
    | { readonly from: NodeId; readonly message: HotStuffMessage; readonly needs: Digest }
    | undefined;
}

export interface ReplicaState {
  readonly persistent: PersistentState;
  /** Something persistent has changed since the last sync. */
  isUnsynced: boolean;
  readonly tree: BlockTree;
  /** The last block that is executed. */
  committed: TreeNode;
  readonly machine: KeyValueMachine;
  /** What clients asked for and is not executed, by client and sequence. */
  readonly pool: Map<string, Request>;
  readonly pacemaker: Pacemaker;
  readonly leading: Leading;
  readonly ballots: Ballots;
  readonly synchronisation: Synchronisation;
  /** Signatures sent since the last commit. */
  authenticatorsSent: number;
}

export interface HotStuffResponse {
  readonly kind: 'done';
  readonly value: KeyValueResult;
}

export type HotStuffTimer = 'viewTimeout' | 'retry' | 'idle' | 'fetch';

export interface HotStuffTypes extends ProtocolTypes {
  Params: HotStuffParams;
  Rules: HotStuffRules;
  State: ReplicaState;
  Message: HotStuffMessage;
  Timer: HotStuffTimer;
  Operation: KeyValueOperation;
  Response: HotStuffResponse;
  Observation: HotStuffObservation;
  Policy: undefined;
}
