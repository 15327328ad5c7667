import type { NodeId } from '../../../core/identity.ts';
import type { Signer } from '../../../core/signer.ts';
import type { Value } from '../shared/types.ts';
import type { DolevStrongMessage } from './types.ts';

/** What is decided where the sender is found out. */
const DEFAULT_VALUE: Value = 0;

/** What the paper's sentences decide. */
export interface DolevStrongRules {
  rounds(maxFaulty: number): number;
  isGenuine(link: DolevStrongMessage, keys: Signer): boolean;
  countOf(signers: readonly NodeId[]): number;
  isInTime(signatures: number, round: number): boolean;
  decisionOf(extracted: readonly Value[]): Value;
}

export const rules: DolevStrongRules = {
  /** Of f + 1 signatures one is honest, and its owner told everyone in time [Dolev 1983 §4]. */
  rounds: (maxFaulty) => maxFaulty + 1,

  /** A signature counts when it is that of who is said to have signed, over all that lies inside. */
  isGenuine: (link, keys) => keys.isSealedBy(link, link.signer),

  /** Signatures of different nodes count [Dolev 1983 §4]. */
  countOf: (signers) => new Set(signers).size,

  /** A message of round r has r signatures [Dolev 1983 §4]: with fewer, a liar has kept it back. */
  isInTime: (signatures, round) => signatures >= round,

  /** The one value that was extracted; the default where there is none, or more than one [Dolev 1983 §4]. */
  decisionOf: ([only, ...others]) => (others.length > 0 ? DEFAULT_VALUE : (only ?? DEFAULT_VALUE)),
};
