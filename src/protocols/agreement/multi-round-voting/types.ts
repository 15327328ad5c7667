import type { NodeId } from '../../../core/identity.ts';
import type { Micros } from '../../../core/micros.ts';
import type { Signed } from '../../../core/signer.ts';
import type { Inputs, MaxFaulty } from '../shared/params.ts';
import type { AgreementObservation, Value } from '../shared/types.ts';
import type { VotingRules } from './rules.ts';

/** The agent that proposes where one does. */
export const PROPOSER: NodeId = 0;

export interface VotingParams extends MaxFaulty, Inputs {
  /** How long an agent waits for the votes of a round. */
  readonly roundLength: Micros;
  /** After how long an agent that has not decided when all rounds are over asks the others, again and again. */
  readonly repeatAfter: Micros;
  /** How many rounds are voted in. */
  readonly rounds: number;
  /** How many values there are to vote for: 0, 1, … */
  readonly choices: number;
  /** Every agent begins with a proposal of its own, or all vote for that of the first. */
  readonly proposer: 'each' | 'first';
}

/** An agent's vote in one round: it may cast one. */
export type Vote = Signed<{
  readonly type: 'Vote';
  readonly signer: NodeId;
  readonly round: number;
  readonly value: Value;
}>;

export type VotingMessage =
  | Vote
  /** Votes of others, which prove to who missed them why the sender decided. */
  | { readonly type: 'Certificate'; readonly votes: readonly Vote[] }
  /** Asks for what the recipient has voted, or why it has decided. */
  | { readonly type: 'Repeat' };

/** The votes of one round. */
export interface Ballot {
  /** What each agent voted first. */
  readonly first: Map<NodeId, Value>;
  /** Who voted for a value. A liar may stand at several. */
  readonly votes: Map<Value, Map<NodeId, Vote>>;
}

export interface VotingState {
  /** Counts from 1; 0 before the first. */
  round: number;
  /** It was down when the first began, and stays out. */
  readonly isOut: boolean;
  /** What it votes for; undefined while it waits for the proposer. */
  vote: Value | undefined;
  /** By round. */
  readonly ballots: Ballot[];
  /** Those that signed two votes in one round. */
  readonly suspects: Set<NodeId>;
  /** What it has voted, to be said again. */
  readonly cast: Vote[];
  /** The votes by which it has decided. */
  certificate: readonly Vote[] | undefined;
}

export type VotingObservation =
  | AgreementObservation
  | { readonly type: 'VoteCast'; readonly round: number; readonly value: Value }
  /** Nobody can have decided by its last vote, and it votes for something else. */
  | { readonly type: 'VoteChanged'; readonly round: number; readonly value: Value }
  /** All rounds are over without a decision. It may still come: others may have decided. */
  | { readonly type: 'Undecided' }
  /** An agent signed two votes in one round. */
  | { readonly type: 'EquivocationSeen'; readonly signer: NodeId; readonly round: number };

export interface VotingTypes {
  Params: VotingParams;
  Rules: VotingRules;
  State: VotingState;
  Message: VotingMessage;
  Timer: 'roundEnd' | 'repeat';
  Operation: never;
  Response: never;
  Observation: VotingObservation;
  Policy: undefined;
}
