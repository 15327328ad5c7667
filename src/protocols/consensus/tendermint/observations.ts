import type { ClientId, NodeId } from '../../../core/identity.ts';
import type { KeyValueOperation, KeyValueResult } from '../shared/key-value.ts';
import type { BlockId } from './block.ts';

/** A place in the protocol: what votes are about. */
interface Place {
  readonly height: number;
  readonly round: number;
}

export type TendermintObservation =
  /** The validator started, with all heights below this one decided on its disk. */
  | { readonly type: 'Booted'; readonly height: number }
  /** It holds a request that has not been carried out. */
  | { readonly type: 'RequestHeld'; readonly client: ClientId; readonly sequence: number }
  | ({ readonly type: 'RoundStarted' } & Place)
  | ({
      readonly type: 'Proposed';
      readonly id: BlockId;
      readonly validRound: number;
      readonly size: number;
    } & Place)
  /** It is about to prevote the value of this proposal. */
  | ({ readonly type: 'ProposalAccepted'; readonly id: BlockId; readonly proposer: NodeId } & Place)
  /** Its own vote is on its disk, and so on its way. */
  | ({ readonly type: 'Prevoted'; readonly id: BlockId } & Place)
  | ({ readonly type: 'Precommitted'; readonly id: BlockId } & Place)
  /** It has seen a quorum of equal votes. */
  | ({ readonly type: 'PolkaSeen'; readonly id: BlockId } & Place)
  | ({ readonly type: 'CommitSeen'; readonly id: BlockId } & Place)
  /** It locked another value than before, in the same height. */
  | ({ readonly type: 'LockChanged'; readonly id: BlockId; readonly fromRound: number } & Place)
  | ({
      readonly type: 'Decided';
      readonly id: BlockId;
      readonly size: number;
      /** By votes that it counted itself, or by others' certificate. */
      readonly by: 'votes' | 'certificate';
    } & Place)
  | {
      readonly type: 'Executed';
      readonly height: number;
      /** Its place in the block. */
      readonly position: number;
      readonly client: ClientId;
      readonly sequence: number;
      readonly operation: KeyValueOperation;
      /** False where it took effect before. */
      readonly tookEffect: boolean;
      /** Undefined where its client has given it up. */
      readonly value: KeyValueResult | undefined;
    };
