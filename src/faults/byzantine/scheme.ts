import type { AnyMessage, Behavior } from '../../core/byzantine.ts';
import type { FaultReport } from '../../core/fault.ts';
import type { NodeId } from '../../core/identity.ts';
import type { Rng } from '../../core/rng.ts';

/** A message on its way out of a liar. Answers to clients go to endpoints beyond the nodes. */
export interface Draft {
  readonly to: number;
  readonly message: AnyMessage;
  /** Whom the recipient is to take for its sender. */
  readonly claimed: NodeId;
}

/** One behaviour of one liar, while it lasts. */
export class Scheme {
  readonly behavior: Behavior;
  /** The nodes that it names, as they were when it struck. */
  readonly targets: readonly ReadonlySet<NodeId>[];
  /** What it keeps back. */
  readonly kept: Draft[] = [];
  private readonly report: FaultReport;

  constructor(behavior: Behavior, report: FaultReport, targets: readonly (readonly NodeId[])[]) {
    this.behavior = behavior;
    this.report = report;
    this.targets = targets.map((nodes) => new Set(nodes));
  }

  /** It has made a difference. */
  landed(): void {
    this.report.landed++;
  }

  names(node: NodeId): boolean {
    return this.targets[0]?.has(node) ?? false;
  }

  concerns(message: AnyMessage, round: number | undefined, rng: Rng): boolean {
    const { messages, rounds, probability = 1 } = this.behavior;
    if (messages !== undefined && !messages.includes(message.type)) return false;
    if (rounds !== undefined) {
      if (round === undefined || round < rounds[0] || round > rounds[1]) return false;
    }
    return probability >= 1 || rng.chance(probability);
  }
}
