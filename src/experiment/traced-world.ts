import type { LinkEffect } from '../core/fault.ts';
import type { NodeId } from '../core/identity.ts';
import type { Micros } from '../core/micros.ts';
import { NO_NODE } from '../core/observation.ts';
import type { Simulation } from '../engine/simulation.ts';
import { World } from '../engine/world.ts';

/** What a fault did that no observation tells of. Crashes, restarts and pauses are observed. */
export type FaultDeed =
  | { readonly type: 'clockJumped'; readonly byUs: Micros }
  | { readonly type: 'clockDrifts'; readonly ppm: number }
  | { readonly type: 'diskStalled'; readonly untilUs: Micros }
  | { readonly type: 'losesSyncedWrites' | 'tearsUnsyncedWrites'; readonly active: boolean }
  | ({ readonly type: 'linksFaulty' } & LinkEffect)
  | ({ readonly type: 'linksHealed' } & LinkEffect);

/** The simulated world, which writes what faults do to it into the trace where a trial has one. */
export class TracedWorld extends World {
  private readonly traced: Simulation;
  private readonly effects: Map<number, LinkEffect> = new Map();

  constructor(simulation: Simulation) {
    super(simulation);
    this.traced = simulation;
  }

  override jumpClock(node: NodeId, byUs: Micros): boolean {
    return this.told(super.jumpClock(node, byUs), node, { type: 'clockJumped', byUs });
  }

  override setClockDrift(node: NodeId, ppm: number): boolean {
    return this.told(super.setClockDrift(node, ppm), node, { type: 'clockDrifts', ppm });
  }

  override stallDisk(node: NodeId, untilUs: Micros): boolean {
    return this.told(super.stallDisk(node, untilUs), node, { type: 'diskStalled', untilUs });
  }

  override setLostWrites(node: NodeId, active: boolean): boolean {
    const landed = super.setLostWrites(node, active);
    return this.told(landed, node, { type: 'losesSyncedWrites', active });
  }

  override setTornWrites(node: NodeId, active: boolean): boolean {
    const landed = super.setTornWrites(node, active);
    return this.told(landed, node, { type: 'tearsUnsyncedWrites', active });
  }

  override onMessage(
    type: string,
    from: NodeId | undefined,
    to: NodeId | undefined,
    occurrence: number,
    strike: () => void,
  ): void {
    super.onMessage(type, from, to, occurrence, () => this.strikeAside(strike));
  }

  override onObservation(
    type: string,
    node: NodeId | undefined,
    occurrence: number,
    strike: () => void,
  ): void {
    super.onObservation(type, node, occurrence, () => this.strikeAside(strike));
  }

  override addLinkEffect(effect: LinkEffect): number | undefined {
    const handle = super.addLinkEffect(effect);
    if (handle === undefined || this.traced.trace === undefined) return handle;
    this.effects.set(handle, effect);
    this.told(true, NO_NODE, { type: 'linksFaulty', ...effect });
    return handle;
  }

  override liftLinkEffect(handle: number): void {
    const effect = this.effects.get(handle);
    this.effects.delete(handle);
    // Before the deed, since it lets messages go that were held.
    if (effect !== undefined) this.told(true, NO_NODE, { type: 'linksHealed', ...effect });
    super.liftLinkEffect(handle);
  }

  private told(landed: boolean, node: NodeId, deed: FaultDeed): boolean {
    if (landed) this.traced.trace?.add('fault', this.nowUs, node, -1, deed);
    return landed;
  }

  /** A fault may strike in the middle of a handler: what triggered it causes it, and the handler goes on as before. */
  private strikeAside(strike: () => void): void {
    const { trace } = this.traced;
    if (trace === undefined) {
      strike();
      return;
    }
    const { cause } = trace;
    trace.cause = trace.latest;
    strike();
    trace.cause = cause;
  }
}
