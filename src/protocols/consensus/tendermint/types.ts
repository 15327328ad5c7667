import type { Micros } from '../../../core/micros.ts';
import type { ProtocolTypes } from '../../../core/protocol.ts';
import type { Cell, Log } from '../../../core/storage.ts';
import type { KeyValueMachine, KeyValueOperation, KeyValueResult } from '../shared/key-value.ts';
import { type Block, type BlockId, type KeyValueRequest, NIL } from './block.ts';
import type { HeightLog } from './message-log.ts';
import type {
  Decision,
  Precommit,
  Prevote,
  ProofOfLock,
  Proposal,
  TendermintMessage,
} from './messages.ts';
import type { TendermintObservation } from './observations.ts';
import type { TendermintRules } from './rules.ts';

/** The round of a lock or of a valid value where there is none. */
export const NO_ROUND = -1;

export interface TendermintParams {
  /** How long a validator waits for the proposal of round 0. */
  readonly timeoutPropose: Micros;
  /** How long it waits for more prevotes in round 0, after a quorum of them. */
  readonly timeoutPrevote: Micros;
  /** How long it waits for more precommits in round 0, after a quorum of them. */
  readonly timeoutPrecommit: Micros;
  /** By so much each of them is longer in each round than in the round before. */
  readonly timeoutDelta: Micros;
  /** How often a validator says again what it has said in a round that goes on. */
  readonly resendInterval: Micros;
  /** How often a validator that has nothing to do tells its height. */
  readonly statusInterval: Micros;
  readonly maxRequestsPerBlock: number;
}

/** How far a validator has got in its round. */
export type Step = 'propose' | 'prevote' | 'precommit';

/** A value, with the round in which it was locked or became valid: lockedValue and lockedRound, or validValue and validRound. */
export interface RoundValue {
  readonly block: Block | undefined;
  readonly id: BlockId;
  readonly round: number;
}

/** Lines 6 to 9 of [Tendermint Algorithm 1]. */
export const NO_VALUE: RoundValue = { block: undefined, id: NIL, round: NO_ROUND };

/** What a validator has signed in its present round: it says the same again, and nothing else. */
export interface OwnMessages {
  readonly proposal: Proposal | undefined;
  readonly prevote: Prevote | undefined;
  readonly precommit: Precommit | undefined;
}

export const NOTHING_SAID: OwnMessages = {
  proposal: undefined,
  prevote: undefined,
  precommit: undefined,
};

/** What is on the disk before the vote that it binds leaves. */
export interface WriteAhead {
  readonly height: number;
  readonly round: number;
  readonly locked: RoundValue;
  readonly valid: RoundValue;
  readonly proofOfValid: ProofOfLock | undefined;
  readonly roundBefore: readonly Precommit[];
  readonly own: OwnMessages;
}

export interface PersistentState {
  /** By height. */
  readonly decisions: Log<Decision>;
  readonly writeAhead: Cell<WriteAhead | undefined>;
}

/** One validator's memory: the variables of [Tendermint Algorithm 1], and what stands for the gossip beneath it. */
export interface ValidatorState {
  readonly persistent: PersistentState;
  height: number;
  round: number;
  step: Step;
  locked: RoundValue;
  valid: RoundValue;
  /** The prevotes that made the valid value valid. */
  proofOfValid: ProofOfLock | undefined;
  /** The precommits that ended the round before, where this validator has seen a quorum of them. */
  roundBefore: readonly Precommit[];
  own: OwnMessages;
  /** There is something to decide: a request, or others who are at it. */
  isAwake: boolean;
  /** The rules of lines 34 and 47 apply "for the first time" only. */
  hasPrevoteTimeout: boolean;
  hasPrecommitTimeout: boolean;
  /** The messages of this height, and those of the next that came early. */
  log: HeightLog;
  nextLog: HeightLog;
  readonly machine: KeyValueMachine;
  /** Requests that have not been carried out, by client and sequence, the oldest first. */
  readonly pending: Map<string, KeyValueRequest>;
}

export type TendermintTimer = 'timeoutPropose' | 'timeoutPrevote' | 'timeoutPrecommit' | 'resend';

export interface TendermintResponse {
  readonly value: KeyValueResult;
  /** Where the request was decided, as far as the validator remembers. */
  readonly height: number;
}

export interface TendermintTypes extends ProtocolTypes {
  Params: TendermintParams;
  Rules: TendermintRules;
  State: ValidatorState;
  Message: TendermintMessage;
  Timer: TendermintTimer;
  Operation: KeyValueOperation;
  Response: TendermintResponse;
  Observation: TendermintObservation;
  Policy: undefined;
}
