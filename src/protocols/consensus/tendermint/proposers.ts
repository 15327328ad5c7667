import type { NodeId } from '../../../core/identity.ts';
import type { Context } from '../../../core/protocol.ts';
import type { TendermintTypes } from './types.ts';

type Ctx = Context<TendermintTypes>;

/**
 * Who proposes in a round: by turns, where no scenario names another. It names leaders of turns, as the rotation counts
 * them, h + round: by rounds it would name them for every height, and have no end.
 */
export function proposerOf(height: number, round: number, { rules, nodes, leaders }: Ctx): NodeId {
  return leaders.of(height + round, rules.proposerOf(height, round, nodes.length));
}
