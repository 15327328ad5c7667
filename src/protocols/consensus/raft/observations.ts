import type { ClientId, NodeId } from '../../../core/identity.ts';

export type VoteRefusal = 'staleTerm' | 'hearsLeader' | 'alreadyVoted' | 'staleLog';
export type StepDownReason = 'higherTerm' | 'noQuorum' | 'removed';

export type RaftObservation =
  /** The server started, with what its disk kept. */
  | {
      readonly type: 'Booted';
      readonly term: number;
      readonly votedFor: NodeId;
      readonly lastIndex: number;
      readonly lastTerm: number;
    }
  | { readonly type: 'StartedPreVote'; readonly term: number }
  | { readonly type: 'StartedElection'; readonly term: number }
  | { readonly type: 'VoteGranted'; readonly term: number; readonly candidate: NodeId }
  | {
      readonly type: 'VoteRejected';
      readonly term: number;
      readonly candidate: NodeId;
      readonly reason: VoteRefusal;
    }
  | {
      readonly type: 'BecameLeader';
      readonly term: number;
      /** The end of its log before it adds the term's first entry. */
      readonly lastIndex: number;
      readonly lastTerm: number;
    }
  /** A leader ceased to lead. `term` is the one it led. */
  | { readonly type: 'SteppedDown'; readonly term: number; readonly reason: StepDownReason }
  /** A leader prepares to hand over to another server. */
  | { readonly type: 'TransferBegun'; readonly term: number; readonly target: NodeId }
  /** A leader puts a configuration in force. */
  | {
      readonly type: 'ConfigurationProposed';
      readonly term: number;
      readonly index: number;
      readonly voters: readonly NodeId[];
      readonly outgoing: readonly NodeId[];
      readonly learners: readonly NodeId[];
      /** What was in force until then, and where it stands in the log. */
      readonly previousVoters: readonly NodeId[];
      readonly previousOutgoing: readonly NodeId[];
      readonly previousIndex: number;
      readonly commitIndex: number;
    }
  /** A leader gives up a change of members, because some new server did not catch up. */
  | { readonly type: 'ChangeAbandoned'; readonly term: number }
  | {
      readonly type: 'EntryAppended';
      readonly index: number;
      readonly term: number;
      /** The term of the entry before it, 0 at the start of the log. */
      readonly previousTerm: number;
      readonly client: ClientId;
      readonly sequence: number;
    }
  | {
      readonly type: 'LogTruncated';
      readonly term: number;
      readonly fromLength: number;
      readonly toLength: number;
    }
  /** A leader, in its `term`, learned that more is committed; `entryTerm` is that of the last entry committed. */
  | {
      readonly type: 'CommitAdvanced';
      readonly term: number;
      readonly from: number;
      readonly to: number;
      readonly entryTerm: number;
    }
  | {
      readonly type: 'Applied';
      readonly index: number;
      readonly term: number;
      readonly client: ClientId;
      readonly sequence: number;
      /** False for a no-op, and for an operation that had taken effect before. */
      readonly tookEffect: boolean;
    }
  /** The server put the state after `index` in the place of its log; `digest` is that of the state. */
  | {
      readonly type: 'SnapshotTaken';
      readonly index: number;
      readonly term: number;
      readonly digest: number;
    }
  /** The server's state became that of a snapshot: its own when it started, or its leader's. */
  | {
      readonly type: 'SnapshotRestored';
      readonly index: number;
      readonly term: number;
      readonly digest: number;
      readonly source: 'disk' | 'leader';
    }
  /** A read was answered from the state after `index`, confirmed by a round of heartbeats or by a lease. */
  | {
      readonly type: 'ReadServed';
      readonly client: ClientId;
      readonly sequence: number;
      readonly index: number;
      readonly term: number;
    };
