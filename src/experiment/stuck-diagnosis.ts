import type { ScheduledFault } from '../core/fault.ts';
import { formatMicros, type Micros } from '../core/micros.ts';
import { NO_NODE } from '../core/observation.ts';
import { Trace, type TraceRecord } from '../engine/trace.ts';
import { TrialRunner } from './trial.ts';
import type { TrialPlan } from './trial-plan.ts';

/** Why an `eventually` property did not come true, in one word and one sentence. */
export interface StuckDiagnosis {
  readonly kind: 'deadlock' | 'livelock' | 'starved' | 'too slow';
  readonly explanation: string;
  /** Livelock: what happens again and again, in order. */
  readonly cycle?: readonly string[];
}

/** How many times the settle phase is doubled before the property counts as never coming true. */
const DOUBLINGS = 3;
/** A cycle counts once it was gone through this often. */
const ROUNDS = 3;

/**
 * Tells a stuck trial's kind of stuckness, by running it again and looking at what happens after the heal.
 *
 * `property` is the name of the one that did not come true. In this order: *too slow* when it comes true in a longer
 * settle phase, *deadlock* when nothing is pending, *starved* when clients that ask later are answered and others never,
 * *livelock* when the cluster goes through the same abstract state again and again.
 */
export function diagnoseStuck(
  plan: TrialPlan,
  trial: number,
  property: string,
  schedule?: readonly ScheduledFault[],
): StuckDiagnosis {
  const { settleUs } = plan.config;
  for (let factor = 2; factor <= 2 ** DOUBLINGS; factor *= 2) {
    const longer = withSettle(plan, settleUs * factor);
    const { violation } = new TrialRunner(longer).run(trial, { ...(schedule && { schedule }) });
    if (violation?.invariant === property) continue;
    const explanation = `${property} comes true when the settle phase takes ${formatMicros(settleUs * factor)} instead of ${formatMicros(settleUs)}`;
    return { kind: 'too slow', explanation };
  }
  return diagnoseEndless(withSettle(plan, settleUs * 2 ** DOUBLINGS), trial, schedule);
}

function withSettle(plan: TrialPlan, settleUs: Micros): TrialPlan {
  return { ...plan, config: { ...plan.config, settleUs } };
}

function diagnoseEndless(
  plan: TrialPlan,
  trial: number,
  schedule: readonly ScheduledFault[] | undefined,
): StuckDiagnosis {
  const trace = new Trace();
  const runner = new TrialRunner(plan);
  runner.run(trial, { trace, ...(schedule && { schedule }) });
  const settled = [...trace].filter((record) => record.atUs >= plan.config.durationUs);
  if (runner.simulation.queue.size === 0) {
    const last = [...trace].at(-1)?.atUs ?? 0;
    const explanation = `nothing is pending since ${formatMicros(last)}: no message is under way and no timer runs`;
    return { kind: 'deadlock', explanation };
  }
  return (
    starvation(trace) ??
    livelock(settled) ??
    livelock(sinceLastObserved(settled)) ??
    endlessWait(settled, plan.config.settleUs)
  );
}

/** Some clients are never answered any more, while others that asked later were. */
function starvation(trace: Iterable<TraceRecord>): StuckDiagnosis | undefined {
  const { waitingSinceUs, answered } = servedAndWaiting(trace);
  const latestUs = Math.max(...waitingSinceUs.values());
  const served = new Map<number, number>();
  for (const { client, askedAtUs } of answered) {
    if (waitingSinceUs.has(client) || askedAtUs <= latestUs) continue;
    served.set(client, (served.get(client) ?? 0) + 1);
  }
  if (waitingSinceUs.size === 0 || served.size === 0) return undefined;
  const waits = [...waitingSinceUs].map(
    ([client, sinceUs]) => `c${client} waits since ${formatMicros(sinceUs)}`,
  );
  const others = [...served].map(([client, count]) => `c${client} (${count})`);
  const explanation = `${waits.join(', ')}, while others asked later and were answered: ${others.join(', ')}`;
  return { kind: 'starved', explanation };
}

/** Since when clients ask in vain, to the end; and whose operations were answered. */
function servedAndWaiting(trace: Iterable<TraceRecord>) {
  const waitingSinceUs = new Map<number, Micros>();
  const answered: { readonly client: number; readonly askedAtUs: Micros }[] = [];
  const askedAtUs = new Map<string, Micros>();
  for (const { kind, atUs, content } of trace) {
    if (kind !== 'observed') continue;
    const { type, client, sequence, outcome } = content as ClientFields;
    const operation = `${client} ${sequence}`;
    if (type === 'client:invoked') {
      askedAtUs.set(operation, atUs);
      if (!waitingSinceUs.has(client)) waitingSinceUs.set(client, atUs);
    } else if (type === 'client:completed' && outcome !== 'info') {
      waitingSinceUs.delete(client);
      answered.push({ client, askedAtUs: askedAtUs.get(operation) ?? atUs });
    }
  }
  return { waitingSinceUs, answered };
}

/** What the engine observes of clients; others have other fields. */
interface ClientFields {
  readonly type: string;
  readonly client: number;
  readonly sequence: number;
  readonly outcome?: string;
}

/**
 * The abstract state is what each node observed last (or, where nodes observe nothing, handled last), and whose turn
 * it was. What lies between two visits to it is a cycle.
 */
function livelock(records: readonly TraceRecord[]): StuckDiagnosis | undefined {
  const observed = records.filter(({ kind, at }) => kind === 'observed' && at !== NO_NODE);
  const steps = (observed.length > 0 ? observed : records.filter(isHandled)).map(stepOf);
  const last = new Map<number, string>();
  const visits = new Map<string, number[]>();
  for (const [index, { node, what }] of steps.entries()) {
    last.set(node, what);
    const state = JSON.stringify([node, ...[...last].sort(([left], [right]) => left - right)]);
    const at = visits.get(state) ?? [];
    at.push(index);
    visits.set(state, at);
    if (at.length <= ROUNDS) continue;
    const from = at.at(-2) as number;
    const cycle = steps.slice(from + 1, index + 1).map((step) => `n${step.node} ${step.what}`);
    const explanation = `the nodes have been in the same abstract state ${at.length} times since the heal, and come back to it by ${cycle.join(', ')}`;
    return { kind: 'livelock', explanation, cycle };
  }
  return undefined;
}

/** What nodes went through after the last of them observed anything. */
function sinceLastObserved(records: readonly TraceRecord[]): readonly TraceRecord[] {
  const last = records.findLastIndex(({ kind, at }) => kind === 'observed' && at !== NO_NODE);
  return records.slice(last + 1);
}

function isHandled({ kind, at }: TraceRecord): boolean {
  return at !== NO_NODE && (kind === 'delivered' || kind === 'timerFired');
}

function stepOf({ kind, at, content }: TraceRecord): { node: number; what: string } {
  return {
    node: at,
    what: kind === 'timerFired' ? String(content) : (content as { type: string }).type,
  };
}

function endlessWait(records: readonly TraceRecord[], settleUs: Micros): StuckDiagnosis {
  const handled = records.filter(isHandled).length;
  const explanation = `not within ${formatMicros(settleUs)} either, ${2 ** DOUBLINGS} times the settle phase; ${handled} events were handled in it and no abstract state came ${ROUNDS} times`;
  return { kind: 'too slow', explanation };
}
