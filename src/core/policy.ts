import type { Rng } from './rng.ts';

/**
 * What an agent decides with, apart from the rules of its protocol and from its preferences: given a situation,
 * a decision. A pure function of its arguments and of the stream it is handed.
 */
export interface Policy<Situation = never, Decision = unknown> {
  readonly name: string;
  readonly sentence: string;
  decide(situation: Situation, rng: Rng): Decision;
}
