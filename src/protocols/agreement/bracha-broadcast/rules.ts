import type { NodeId } from '../../../core/identity.ts';

/** What the paper's sentences decide. */
export interface BrachaRules {
  hasEchoQuorum(echoes: number, nodeCount: number, maxFaulty: number): boolean;
  isAmplified(readies: number, maxFaulty: number): boolean;
  isDelivered(readies: number, maxFaulty: number): boolean;
  isNew(from: NodeId, heard: ReadonlySet<NodeId>): boolean;
}

export const rules: BrachaRules = {
  /** More than (n + t)/2 echoes: two such sets share an honest node, which echoes one value [Bracha 1987 §2]. */
  hasEchoQuorum: (echoes, nodeCount, maxFaulty) => 2 * echoes > nodeCount + maxFaulty,

  /** t + 1 are ready: one of them is honest, and has seen the echoes [Bracha 1987 §2]. */
  isAmplified: (readies, maxFaulty) => readies >= maxFaulty + 1,

  /** 2t + 1 are ready: t + 1 of them are honest, and make everyone ready [Bracha 1987 §2]. */
  isDelivered: (readies, maxFaulty) => readies >= 2 * maxFaulty + 1,

  /** Nodes are counted, not messages. */
  isNew: (from, heard) => !heard.has(from),
};
