import type { NodeId } from './identity.ts';

/**
 * Who leads which round, view or ballot, as all nodes and clients know it: the node that the trial's scenario names, or
 * else the one whose turn it is. It is the same from the first event to the last, since nodes that differ in who leads a
 * round would break any protocol.
 */
export interface Leaders {
  of(round: number, byTurns: NodeId): NodeId;
  /** The last round whose leader is named, −1 where none is: after it all have their turns. */
  readonly lastNamed: number;
}

/** The leaders of a trial whose scenario names none. */
export const LEADERS_BY_TURNS: Leaders = { of: (_round, byTurns) => byTurns, lastNamed: -1 };
