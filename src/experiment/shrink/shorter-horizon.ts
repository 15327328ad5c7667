import type { Invariant } from '../../core/invariant.ts';
import { MICROS_PER_MILLISECOND, type Micros } from '../../core/micros.ts';
import type { SimConfig } from '../../core/sim-config.ts';
import type { RecordedViolation } from '../trial-record.ts';

/**
 * The config without what comes after the violation.
 *
 * A property that must come true in the end keeps its whole settle phase: with less time it would break for no other
 * reason than that. Its faulty phase may be shorter.
 */
export function* shorterHorizon(
  config: SimConfig,
  { expectation, atUs }: RecordedViolation,
): Generator<SimConfig> {
  const { durationUs, settleUs } = config;
  const afterHealUs = Math.max(0, atUs - durationUs);
  if (expectation === 'always') {
    if (afterHealUs === 0 && roundUp(atUs) < durationUs) yield endingAt(config, roundUp(atUs), 0);
    const settledUs = afterHealUs === 0 ? 0 : roundUp(afterHealUs);
    if (settledUs < settleUs) yield endingAt(config, durationUs, settledUs);
    if (afterHealUs === 0) return;
  }
  for (const divisor of [8, 2]) {
    const shorterUs = roundUp(durationUs / divisor);
    if (shorterUs < durationUs) yield endingAt(config, shorterUs, settleUs);
  }
}

/**
 * The config for a trial that is over with the violation: without the settle phase where that came before it, and
 * without the properties that are judged at the end. With the defect mended, they would break for want of time.
 */
export function withoutTheEnd(
  config: SimConfig,
  { expectation, atUs }: RecordedViolation,
  invariants: readonly Invariant[],
): SimConfig {
  if (expectation !== 'always') return config;
  const judgedAtOnce = invariants.filter((invariant) => invariant.expectation !== 'eventually');
  const settleUs = atUs > config.durationUs ? config.settleUs : 0;
  return {
    ...endingAt(config, config.durationUs, settleUs),
    invariants: judgedAtOnce.map(({ name }) => name),
  };
}

function endingAt(config: SimConfig, durationUs: number, settleUs: number): SimConfig {
  const { clients } = config;
  const endUs = durationUs + settleUs;
  return {
    ...config,
    durationUs,
    settleUs,
    ...(clients && { clients: { ...clients, endUs: Math.min(clients.endUs, endUs) } }),
  };
}

const STEP_US = 10 * MICROS_PER_MILLISECOND;

/** Not earlier, and no odder than people would write it. */
function roundUp(us: Micros): Micros {
  return Math.max(1, Math.ceil(us / STEP_US)) * STEP_US;
}
