/** How many of n nodes may lie: the largest f with n ≥ 3f + 1, below which no agreement is possible [Lamport 1982]. */
export function maxFaulty(nodeCount: number): number {
  return Math.floor((nodeCount - 1) / 3);
}

/**
 * How many equal votes make a quorum: ⌈(n + f + 1) / 2⌉. Two of them share f + 1 nodes, so that an honest one is in both;
 * and the n − f honest nodes make one by themselves. It is 2f + 1 where n = 3f + 1, and more where n is larger.
 */
export function byzantineQuorum(nodeCount: number, faulty: number = maxFaulty(nodeCount)): number {
  return Math.ceil((nodeCount + faulty + 1) / 2);
}
