import type { NodeId } from '../../../core/identity.ts';
import type { Micros } from '../../../core/micros.ts';
import type { Hearing } from '../shared/lock-step.ts';
import type { Inputs, MaxFaulty } from '../shared/params.ts';
import type { AgreementObservation, Value } from '../shared/types.ts';
import type { PhaseKingRules } from './rules.ts';

export interface PhaseKingParams extends MaxFaulty, Inputs {
  /** Δ: what the network promises. */
  readonly delta: Micros;
}

/** `Preference` in the first round of a phase, from everyone; `KingValue` in the second, from the king. */
export interface PhaseKingMessage {
  readonly type: 'Preference' | 'KingValue';
  readonly phase: number;
  readonly value: Value;
}

/** The value that most prefer, and how many do. */
export interface Majority {
  readonly value: Value;
  readonly multiplicity: number;
}

export interface PhaseKingState {
  /** By phase, from the first. */
  readonly kings: readonly NodeId[];
  /** Counts from 1 through both rounds of all phases; 0 before the first. */
  round: number;
  /** It has decided, or stays out. */
  isOver: boolean;
  preference: Value;
  /** As counted in the first round of this phase. */
  majority: Majority;
  readonly hearing: Hearing<Value>;
}

export type PhaseKingObservation =
  | AgreementObservation
  /** The node's own count was too weak, and it took the king's value. */
  | { readonly type: 'KingObeyed'; readonly phase: number; readonly king: NodeId };

export interface PhaseKingTypes {
  Params: PhaseKingParams;
  Rules: PhaseKingRules;
  State: PhaseKingState;
  Message: PhaseKingMessage;
  Timer: 'roundEnd';
  Operation: never;
  Response: never;
  Observation: PhaseKingObservation;
  Policy: undefined;
}
