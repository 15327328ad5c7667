import type { Account, Meter, Traffic } from '../core/meter.ts';
import type { Metric } from '../core/metric.ts';
import { Lineage } from './lineage.ts';
import type { Simulation } from './simulation.ts';

/** The costs of the present trial, as metrics read them. It keeps account of what one of them asks for, and of nothing else. */
export class TrialMeter implements Meter {
  /** Undefined where no metric asks. */
  readonly tally: TrafficTally | undefined;
  readonly lineage: Lineage | undefined;
  private readonly simulation: Simulation;

  constructor(simulation: Simulation, metrics: readonly Metric[]) {
    const asksFor = (account: Account) => metrics.some(({ asks }) => asks?.includes(account));
    this.simulation = simulation;
    this.tally = asksFor('traffic') ? new TrafficTally() : undefined;
    this.lineage = asksFor('chains') ? new Lineage() : undefined;
  }

  trafficOf(type: string): Traffic {
    return this.tally?.of(type) ?? NO_TRAFFIC;
  }

  get traffic(): Traffic {
    return this.tally?.total ?? NO_TRAFFIC;
  }

  get signatures(): { made: number; verified: number } {
    let made = 0;
    let verified = 0;
    for (const { keys } of this.simulation.processes) {
      made += keys.made;
      verified += keys.verified;
    }
    return { made, verified };
  }

  moment(): number {
    return this.simulation.trace?.length ?? 0;
  }

  delaysSince(moment: number): number {
    return this.simulation.trace?.chainSince(moment) ?? 0;
  }
}

interface TypeCount {
  messages: number;
  bytes: number;
  authenticators: number;
}

const NO_TRAFFIC: Traffic = { messages: 0, bytes: 0, authenticators: 0 };

/** Counts what is sent, by type. */
export class TrafficTally {
  private readonly counts: Map<string, TypeCount> = new Map();
  // A broadcast is many messages of one type in a row.
  private lastType = '';
  private lastCount: TypeCount = { ...NO_TRAFFIC };

  reset(): void {
    this.counts.clear();
    this.lastType = '';
    this.lastCount = { ...NO_TRAFFIC };
  }

  add(type: string, bytes: number, authenticators: number): void {
    if (type !== this.lastType) {
      this.lastType = type;
      this.lastCount = this.countOf(type);
    }
    const count = this.lastCount;
    count.messages++;
    count.bytes += bytes;
    count.authenticators += authenticators;
  }

  of(type: string): Traffic | undefined {
    return this.counts.get(type);
  }

  get total(): Traffic {
    const total = { ...NO_TRAFFIC };
    for (const { messages, bytes, authenticators } of this.counts.values()) {
      total.messages += messages;
      total.bytes += bytes;
      total.authenticators += authenticators;
    }
    return total;
  }

  private countOf(type: string): TypeCount {
    let count = this.counts.get(type);
    if (count === undefined) {
      count = { ...NO_TRAFFIC };
      this.counts.set(type, count);
    }
    return count;
  }
}
