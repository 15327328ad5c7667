import type { Value } from '../shared/types.ts';

/** What the paper's sentences decide. */
export interface BenOrRules {
  waitsFor(nodeCount: number, maxFaulty: number): number;
  isMajority(reports: number, nodeCount: number, maxFaulty: number): boolean;
  isAdopted(proposals: number, maxFaulty: number): boolean;
  isDecided(proposals: number, nodeCount: number, maxFaulty: number): boolean;
  halts(): 'afterHelping' | 'atOnce';
  keepsAdopted(adopted: Value, coin: Value): Value;
}

export const rules: BenOrRules = {
  /** "Wait till messages are received from N − t processes": more may never come [Ben-Or 1983 §3]. */
  waitsFor: (nodeCount, maxFaulty) => nodeCount - maxFaulty,

  /** More than (N + t)/2 reports: two such sets share an honest node, so no two honest ones propose differently [Ben-Or 1983 §3]. */
  isMajority: (reports, nodeCount, maxFaulty) => 2 * reports > nodeCount + maxFaulty,

  /** t + 1 proposals of a value: one of them is honest [Ben-Or 1983 §3]. */
  isAdopted: (proposals, maxFaulty) => proposals >= maxFaulty + 1,

  /** More than (N + t)/2 proposals: then everyone sees enough of them to adopt it [Ben-Or 1983 §3]. */
  isDecided: (proposals, nodeCount, maxFaulty) => 2 * proposals > nodeCount + maxFaulty,

  /** Who has decided is missed in the next round by those who have not: it says its part there before it halts. */
  halts: () => 'afterHelping',

  /** The coin is for those only who adopt nothing [Ben-Or 1983 §3]. */
  keepsAdopted: (adopted) => adopted,
};
