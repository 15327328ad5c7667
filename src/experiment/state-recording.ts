import type { FaultReport } from '../core/fault.ts';
import type { NodeId } from '../core/identity.ts';
import type { Context, Protocol, Role } from '../core/protocol.ts';
import { Trace } from '../engine/trace.ts';
import { PlainCopier, type PlainValue } from './plain-state.ts';
import { deltaOf, type StateDelta } from './state-delta.ts';
import { TrialRunner } from './trial.ts';
import type { TrialPlan } from './trial-plan.ts';
import type { RecordedViolation, TrialRecord } from './trial-record.ts';

/** What one handler changed in its node's memory. */
export interface StateChange {
  /** The record of the trace that the node handled. */
  readonly record: number;
  readonly node: NodeId;
  /**
   * How the memory differs from what it was after the node's change before, be there a crash between the two.
   * Absent where only the duties differ.
   */
  readonly delta?: StateDelta;
  /** The duties that the node claims to hold now, such as `leader`. */
  readonly duties: readonly string[];
}

/** A trial with everything that happened in it, the memory of each node included. */
export interface RecordedTrial {
  readonly plan: TrialPlan;
  readonly record: TrialRecord;
  readonly trace: Trace;
  /** Every property that broke; the record keeps the first. */
  readonly violations: readonly RecordedViolation[];
  readonly faults: readonly FaultReport[];
  readonly changes: readonly StateChange[];
}

/**
 * Runs a trial with a trace, and looks into each node's memory after each event that it handles. Nothing in the trial
 * depends on being looked at: its hash is that of any other run.
 */
export function recordTrial(plan: TrialPlan, trial: number): RecordedTrial {
  const trace = new Trace();
  const recorder = new StateRecorder(plan, trace);
  const record = recorder.runner.run(trial, { trace });
  const { violations, faultReports } = recorder.runner;
  return { plan, record, trace, violations, faults: faultReports, changes: recorder.changes };
}

/** The memory of one node when it was seen last. */
interface SeenState {
  readonly state: PlainValue;
  readonly duties: readonly string[];
}

/** Stands between the engine and the roles of a protocol, and notes what each handler leaves behind. */
class StateRecorder {
  readonly runner: TrialRunner;
  readonly changes: StateChange[] = [];
  private readonly protocol: Protocol;
  private readonly trace: Trace;
  private readonly copier: PlainCopier = new PlainCopier();
  private readonly seen: Map<NodeId, SeenState> = new Map();

  constructor(plan: TrialPlan, trace: Trace) {
    this.protocol = plan.protocol;
    this.trace = trace;
    const roles = Object.entries(plan.protocol.roles).map(
      ([name, role]) => [name, this.watched(role)] as const,
    );
    // A protocol may be any kind of object, so it is not copied.
    const protocol: Protocol = Object.create(plan.protocol, {
      roles: { value: Object.fromEntries(roles) },
    });
    this.runner = new TrialRunner({ ...plan, protocol });
  }

  private watched(role: Role): Role {
    const after = (ctx: Context, state: object, handle: () => void): void => {
      const record = this.presentRecord();
      handle();
      // A fault may strike in the middle of a handler: then this memory is not the node's any more.
      if (this.runner.simulation.nodes[ctx.self]?.state === state) {
        this.note(record, ctx.self, state);
      }
    };
    return {
      boot: (ctx) => {
        const record = this.presentRecord();
        const state = role.boot(ctx);
        this.note(record, ctx.self, state);
        return state;
      },
      onMessage: (state, from, message, ctx) =>
        after(ctx, state, () => role.onMessage(state, from, message, ctx)),
      onTimer: (state, timer, ctx, about) =>
        after(ctx, state, () => role.onTimer(state, timer, ctx, about)),
      onRequest: (state, request, ctx) =>
        after(ctx, state, () => role.onRequest?.(state, request, ctx)),
      onSynced: (state, ctx) => after(ctx, state, () => role.onSynced?.(state, ctx)),
    };
  }

  /**
   * The record that is handled now. What reached a paused process was recorded long before it is handled: that belongs
   * to the present, which is where the trace ends.
   */
  private presentRecord(): number {
    const { trace } = this;
    const isPresent =
      trace.cause >= 0 && trace.at(trace.cause).atUs === this.runner.simulation.nowUs;
    return isPresent ? trace.cause : trace.length - 1;
  }

  private note(record: number, node: NodeId, state: object): void {
    const earlier = this.seen.get(node);
    const copy = this.copier.copy(state);
    const duties = this.dutiesIn(state);
    const delta = deltaOf(earlier?.state, copy);
    const keepsDuties = earlier?.duties.join() === duties.join();
    if (delta === undefined && keepsDuties) return;
    this.seen.set(node, { state: copy, duties });
    this.changes.push({ record, node, ...(delta !== undefined && { delta }), duties });
  }

  private dutiesIn(state: object): string[] {
    const duties = Object.entries(this.protocol.duties ?? {});
    return duties.filter(([, rankOf]) => rankOf(state) !== undefined).map(([name]) => name);
  }
}
