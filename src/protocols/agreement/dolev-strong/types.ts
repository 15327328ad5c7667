import type { NodeId } from '../../../core/identity.ts';
import type { Micros } from '../../../core/micros.ts';
import type { Signature, Signed } from '../../../core/signer.ts';
import type { Inputs, MaxFaulty } from '../shared/params.ts';
import type { AgreementObservation, Value } from '../shared/types.ts';
import type { DolevStrongRules } from './rules.ts';

/** The node that broadcasts. */
export const SENDER: NodeId = 0;

export interface DolevStrongParams extends MaxFaulty, Inputs {
  /** Δ: what the network promises. */
  readonly delta: Micros;
}

/** The sender's value, signed. */
export type Proposal = Signed<{
  readonly type: 'Proposal';
  readonly signer: NodeId;
  readonly value: Value;
}>;

/** A message that was received, signed once more. With the ones inside it, it is a chain of signatures. */
export interface Relay {
  readonly type: 'Relay';
  readonly signer: NodeId;
  readonly of: DolevStrongMessage;
  readonly signature: Signature;
}

export type DolevStrongMessage = Proposal | Relay;

export interface DolevStrongState {
  /** Counts from 1; 0 before the first. */
  round: number;
  /** It has decided, or stays out. */
  isOver: boolean;
  /** The values that were received in time, with enough signatures: two at most, since two are as bad as more. */
  readonly extracted: Value[];
  /** What is to be signed and passed on in the next round. */
  relays: DolevStrongMessage[];
}

export type DolevStrongObservation =
  | AgreementObservation
  /** A value was received in time, with enough signatures. */
  | { readonly type: 'Extracted'; readonly value: Value; readonly round: number };

export interface DolevStrongTypes {
  Params: DolevStrongParams;
  Rules: DolevStrongRules;
  State: DolevStrongState;
  Message: DolevStrongMessage;
  Timer: 'roundEnd';
  Operation: never;
  Response: never;
  Observation: DolevStrongObservation;
  Policy: undefined;
}
