import type { NodeId } from '../../../core/identity.ts';
import type { Context } from '../../../core/protocol.ts';
import type { HotStuffTypes } from './types.ts';

type Ctx = Context<HotStuffTypes>;

/** Who leads a view: by turns, where no scenario names another. */
export function leaderOf(view: number, { rules, params, nodes, leaders }: Ctx): NodeId {
  return leaders.of(view, rules.leaderOf(view, params.viewsPerLeader, nodes.length));
}

/** Who counts the votes of a view: its leader, or that of the next view, who needs the certificate first [HotStuff §5]. */
export function collectorOf(view: number, ctx: Ctx): NodeId {
  return leaderOf(ctx.params.mode === 'chained' ? view + 1 : view, ctx);
}
