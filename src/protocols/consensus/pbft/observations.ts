import type { ClientId } from '../../../core/identity.ts';
import type { Micros } from '../../../core/micros.ts';
import type { PbftOperation } from './types.ts';

/** One request of a batch, as it was executed. */
export interface ExecutedRequest {
  readonly client: ClientId;
  readonly sequence: number;
  readonly operation: PbftOperation;
  /** False where it had taken effect before, or must not any more. */
  readonly tookEffect: boolean;
}

export type PbftObservation =
  /** The replica started, with what its disk kept. */
  | {
      readonly type: 'Booted';
      readonly view: number;
      readonly stableSequence: number;
      /** That of the latest checkpoint which it has signed, stable or not. */
      readonly lastExecuted: number;
    }
  /** A primary gave a batch its number. `requests` counts them. */
  | {
      readonly type: 'Proposed';
      readonly view: number;
      readonly sequence: number;
      readonly digest: number;
      readonly requests: number;
    }
  | {
      readonly type: 'Prepared';
      readonly view: number;
      readonly sequence: number;
      readonly digest: number;
    }
  /** It knows that the batch is committed: by the votes that it counted, or by a proof that another sent it. */
  | {
      readonly type: 'Committed';
      readonly view: number;
      readonly sequence: number;
      readonly digest: number;
      readonly by: 'votes' | 'proof';
    }
  | {
      readonly type: 'Executed';
      readonly view: number;
      readonly sequence: number;
      readonly digest: number;
      readonly requests: readonly ExecutedRequest[];
    }
  /** `digest` is that of the state. */
  | { readonly type: 'CheckpointTaken'; readonly sequence: number; readonly digest: number }
  | {
      readonly type: 'CheckpointStable';
      readonly sequence: number;
      readonly digest: number;
      /** How many sequence numbers it held something about, until then. */
      readonly logSize: number;
    }
  | { readonly type: 'StateTransferred'; readonly sequence: number; readonly digest: number }
  /** `timeoutUs` is how long the new view will be given. */
  | { readonly type: 'ViewChangeStarted'; readonly view: number; readonly timeoutUs: Micros }
  /** It takes part in the view. What was proposed again lies between the two sequence numbers, the first excluded. */
  | {
      readonly type: 'ViewEntered';
      readonly view: number;
      readonly stableSequence: number;
      readonly lastSequence: number;
    }
  /** Nothing is known to have prepared at this number, so a new view fills it with nothing. */
  | { readonly type: 'NullRequest'; readonly view: number; readonly sequence: number };
