import type { NodeId } from '../../../core/identity.ts';
import type { AsynchronousParams } from '../shared/params.ts';
import type { AgreementObservation, Value } from '../shared/types.ts';
import type { BenOrRules } from './rules.ts';

/** What a node proposes that saw no majority: the paper's question mark. */
export const NO_PROPOSAL = -1;

export type BenOrMessage =
  /** The paper's (1, r, x): the value with which a node is in the round. */
  | { readonly type: 'Report'; readonly round: number; readonly value: Value }
  /** The paper's (2, r, v, D) or (2, r, ?): the majority of the reports, or `NO_PROPOSAL`. */
  | { readonly type: 'Proposal'; readonly round: number; readonly value: Value }
  /** Asks for what the recipient has said in this round and after. */
  | { readonly type: 'Repeat'; readonly round: number };

/** How many said what, in one step of one round. */
export interface Tally {
  readonly from: Set<NodeId>;
  readonly counts: Map<Value, number>;
}

/** A step of a round. */
export type Step = 'Report' | 'Proposal';

export interface BenOrState {
  /** Counts from 1; 0 before the first. */
  round: number;
  /** It was down when the first began, and stays out. */
  readonly isOut: boolean;
  step: Step;
  /** The paper's x. */
  value: Value;
  isDecided: boolean;
  readonly tallies: Readonly<Record<Step, Map<number, Tally>>>;
  /** All that it has said, in order, to be said again. */
  readonly said: Exclude<BenOrMessage, { type: 'Repeat' }>[];
}

export type BenOrObservation =
  | AgreementObservation
  | { readonly type: 'RoundBegan'; readonly round: number; readonly value: Value }
  /** Neither did enough propose a value to adopt it. */
  | { readonly type: 'CoinTossed'; readonly round: number; readonly value: Value };

export interface BenOrTypes {
  Params: AsynchronousParams;
  Rules: BenOrRules;
  State: BenOrState;
  Message: BenOrMessage;
  Timer: 'begin' | 'repeat';
  Operation: never;
  Response: never;
  Observation: BenOrObservation;
  Policy: undefined;
}
