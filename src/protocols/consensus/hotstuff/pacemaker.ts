import type { Context } from '../../../core/protocol.ts';
import { maxFaulty } from '../shared/quorums.ts';
import { collectorOf, leaderOf } from './leaders.ts';
import type { NewView, Wish } from './messages.ts';
import { send, sendToAll } from './persistence.ts';
import type { HotStuffTypes, ReplicaState } from './types.ts';
import { forgetVotesBefore } from './voting.ts';

type Ctx = Context<HotStuffTypes>;

/**
 * The pacemaker brings all correct replicas, and a correct leader, into one view for long enough [HotStuff §4.4]. The
 * paper leaves open how.
 *
 * Here a replica that gives up a view enters the first view of the next leader and tells that leader alone: n − 1
 * messages a view change. When f + 1 views in a row have ended so, one of them had a correct leader, so it is the views
 * that are out of step. From then on replicas tell everyone which view they wish for, and enter it when a quorum wishes
 * for it or a later one, which all of them see at nearly the same time; whoever sees f + 1 wishes for later views joins
 * them. No liar can hold such an entry up or bring it about alone.
 */

/** Enters a later view than the present one. */
export function enterView(
  state: ReplicaState,
  view: number,
  by: 'progress' | 'timeout' | 'wishes',
  ctx: Ctx,
): void {
  const { persistent, pacemaker, leading } = state;
  if (view <= persistent.view.value) return;
  persistent.view.value = view;
  state.isUnsynced = true;
  pacemaker.isWaiting = false;
  if (leading.readyView !== 0 && leading.readyView < view) {
    leading.readyView = 0;
    ctx.cancelTimer('idle');
  }
  forgetVotesBefore(state, view - 1);
  for (const wished of pacemaker.gathered.keys()) {
    if (wished < view) pacemaker.gathered.delete(wished);
  }
  restartViewTimer(state, ctx);
  ctx.observe({ type: 'EnteredView', view, by });
}

/** The view does something: it has all its time before it again. */
export function restartViewTimer(state: ReplicaState, ctx: Ctx): void {
  const { pacemaker } = state;
  pacemaker.isWaiting = false;
  ctx.setTimer('viewTimeout', ctx.rules.viewTimeoutUs(ctx.params, pacemaker.failures));
  // Where views are long, they are so because something goes wrong: what was lost is said again.
  if (pacemaker.failures > 0) ctx.setTimer('retry', ctx.params.viewTimeout);
  else ctx.cancelTimer('retry');
}

/** Says again what the leader may not have heard: the last vote, and that this replica is in its view. */
export function onRetry(state: ReplicaState, ctx: Ctx): void {
  const { pacemaker, persistent, ballots } = state;
  if (pacemaker.isWaiting) return;
  ctx.setTimer('retry', ctx.params.viewTimeout);
  const { own } = ballots;
  const view = persistent.view.value;
  if (own !== undefined && own.view >= view - 1) send(state, collectorOf(own.view, ctx), own, ctx);
  send(state, leaderOf(view, ctx), newView(state, ctx), ctx);
}

/** "The nextView interrupt": whatever the view was waiting for, the next begins [HotStuff Algorithm 2]. */
export function onViewTimeout(state: ReplicaState, ctx: Ctx): void {
  const { persistent, pacemaker } = state;
  const view = persistent.view.value;
  if (!pacemaker.isWaiting) {
    pacemaker.failures++;
    ctx.observe({ type: 'TimedOut', view, failures: pacemaker.failures });
    enterView(state, ctx.rules.viewAfterTimeout(view, ctx.params.viewsPerLeader), 'timeout', ctx);
  }
  announce(state, ctx);
}

/** Tells the leader of the view, or everyone where the views are out of step, that this replica is in it. */
export function announce(state: ReplicaState, ctx: Ctx): void {
  const { pacemaker, persistent } = state;
  const view = persistent.view.value;
  const message = newView(state, ctx);
  if (pacemaker.failures <= maxFaulty(ctx.nodes.length)) {
    send(state, leaderOf(view, ctx), message, ctx);
    return;
  }
  pacemaker.isWaiting = true;
  // Said again and again: what was lost while the network was cut is not said by anyone else.
  ctx.setTimer('viewTimeout', ctx.params.viewTimeout);
  sendToAll(state, message, ctx);
}

function newView({ persistent }: ReplicaState, ctx: Ctx): NewView {
  const wish = ctx.keys.seal({ wishedView: persistent.view.value, wisher: ctx.self });
  return { type: 'NewView', wish, justify: persistent.highQC.value };
}

/** Notes a verified wish. Answers whether it was news. */
export function noteWish(state: ReplicaState, wish: Wish, ctx: Ctx): boolean {
  const { pacemaker, persistent } = state;
  const { wishes, gathered } = pacemaker;
  const { wisher, wishedView } = wish;
  const view = persistent.view.value;
  const before = wishes[wisher];
  const isRepeated = before !== undefined && before.wishedView >= wishedView;
  if (!ctx.rules.counts(isRepeated)) return false;
  // Nobody's earlier wishes are kept, or a liar could fill the memory with wishes for views far ahead.
  if (before !== undefined && before.wishedView > view && !isRepeated) withdraw(gathered, before);
  wishes[wisher] = wish;
  if (wishedView >= view) {
    const known = gathered.get(wishedView);
    if (known === undefined) gathered.set(wishedView, [wish]);
    else known.push(wish);
  }
  if (wishedView > view) joinOthers(state, ctx);
  if (pacemaker.isWaiting) stopWaiting(state, ctx);
  return !isRepeated;
}

function withdraw(gathered: Map<number, Wish[]>, { wishedView, wisher }: Wish): void {
  const left = (gathered.get(wishedView) ?? []).filter((wish) => wish.wisher !== wisher);
  if (left.length === 0) gathered.delete(wishedView);
  else gathered.set(wishedView, left);
}

/** Where f + 1 replicas wish for later views, one of them is correct: this one follows. */
function joinOthers(state: ReplicaState, ctx: Ctx): void {
  const { pacemaker, persistent } = state;
  const faulty = maxFaulty(ctx.nodes.length);
  const view = wishedByAtLeast(faulty + 1, state);
  if (view <= persistent.view.value) return;
  enterView(state, view, 'wishes', ctx);
  // Only a leader is told by some what others are not told.
  if (leaderOf(view, ctx) !== ctx.self)
    pacemaker.failures = Math.max(pacemaker.failures, faulty + 1);
  announce(state, ctx);
}

/** Where a quorum is as far, the view begins. */
function stopWaiting(state: ReplicaState, ctx: Ctx): void {
  const quorum = ctx.rules.quorumSize(ctx.nodes.length);
  if (wishedByAtLeast(quorum, state) < state.persistent.view.value) return;
  restartViewTimer(state, ctx);
}

/** The highest view such that so many replicas wish for it or a later one. */
function wishedByAtLeast(count: number, { pacemaker }: ReplicaState): number {
  const views = pacemaker.wishes.map((wish) => wish?.wishedView ?? 0).sort((a, b) => b - a);
  return views[count - 1] ?? 0;
}

/** The wishes for a view, in the order of who wished, once they are a quorum. */
export function newViewCertificate(
  { pacemaker }: ReplicaState,
  view: number,
  ctx: Ctx,
): readonly Wish[] | undefined {
  const wishes = pacemaker.gathered.get(view) ?? [];
  if (wishes.length < ctx.rules.quorumSize(ctx.nodes.length)) return undefined;
  return [...wishes].sort((a, b) => a.wisher - b.wisher);
}
