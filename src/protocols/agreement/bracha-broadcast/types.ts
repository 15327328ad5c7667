import type { NodeId } from '../../../core/identity.ts';
import type { AsynchronousParams } from '../shared/params.ts';
import type { AgreementObservation, Value } from '../shared/types.ts';
import type { BrachaRules } from './rules.ts';

/** The node that broadcasts. */
export const SENDER: NodeId = 0;

export type BrachaMessage =
  | { readonly type: 'Initial' | 'Echo' | 'Ready'; readonly value: Value }
  /** Asks for all that the recipient has said. */
  | { readonly type: 'Repeat' };

/** Whose word of one kind has come, and for what. */
export interface Tally {
  readonly from: Set<NodeId>;
  readonly counts: Map<Value, number>;
}

export interface BrachaState {
  /** It was down when the broadcast began, and stays out. */
  readonly isOut: boolean;
  readonly echoes: Tally;
  readonly readies: Tally;
  hasEchoed: boolean;
  isReady: boolean;
  hasDelivered: boolean;
  /** All that it has said, to be said again. */
  readonly said: BrachaMessage[];
}

export type BrachaObservation =
  | AgreementObservation
  /** It is ready because others are, without having seen enough echoes. */
  | { readonly type: 'Amplified'; readonly value: Value };

export interface BrachaTypes {
  Params: AsynchronousParams;
  Rules: BrachaRules;
  State: BrachaState;
  Message: BrachaMessage;
  Timer: 'begin' | 'repeat';
  Operation: never;
  Response: never;
  Observation: BrachaObservation;
  Policy: undefined;
}
