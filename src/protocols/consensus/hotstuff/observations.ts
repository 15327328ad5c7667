import type { ClientId } from '../../../core/identity.ts';
import type { KeyValueOperation, KeyValueResult } from '../shared/key-value.ts';
import type { Digest, Phase } from './messages.ts';

export type HotStuffObservation =
  /** The replica started, with what its disk kept: its view and the last block that it knows to be committed. */
  | {
      readonly type: 'Booted';
      readonly view: number;
      readonly height: number;
      readonly block: Digest;
    }
  | {
      readonly type: 'EnteredView';
      readonly view: number;
      readonly by: 'progress' | 'timeout' | 'wishes';
    }
  /** The replica gave up a view; `failures` counts those since the last commit. */
  | { readonly type: 'TimedOut'; readonly view: number; readonly failures: number }
  /** A leader proposed a block. */
  | {
      readonly type: 'Proposed';
      readonly view: number;
      readonly block: Digest;
      readonly parent: Digest;
      readonly requests: number;
    }
  /** The replica voted, with what its lock was then. */
  | {
      readonly type: 'Voted';
      readonly view: number;
      readonly phase: Phase;
      readonly block: Digest;
      /** The view of the certificate that the block carries. */
      readonly justifyView: number;
      readonly lockedView: number;
      /** The block is a descendant of the one that the replica is locked on. */
      readonly extendsLock: boolean;
    }
  /** The replica learned of a certificate higher than all it knew. */
  | {
      readonly type: 'CertificateSeen';
      readonly view: number;
      readonly phase: Phase;
      readonly block: Digest;
    }
  | {
      readonly type: 'Locked';
      readonly view: number;
      readonly block: Digest;
      /** What it was locked on before is no ancestor of the block. */
      readonly isChange: boolean;
    }
  | {
      readonly type: 'Committed';
      readonly height: number;
      readonly view: number;
      readonly block: Digest;
      readonly parent: Digest;
      /** The view of the replica then. */
      readonly inView: number;
      /** How many signatures the replica has sent since its last commit. */
      readonly authenticators: number;
    }
  | {
      readonly type: 'Executed';
      readonly height: number;
      readonly client: ClientId;
      readonly sequence: number;
      readonly operation: KeyValueOperation;
      readonly result: KeyValueResult;
      /** False for an operation that had taken effect before. */
      readonly tookEffect: boolean;
    }
  /** The replica got a block that it had missed. */
  | { readonly type: 'BlockFetched'; readonly view: number; readonly block: Digest };
