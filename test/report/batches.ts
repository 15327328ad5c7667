import { type ConfigOptions, configure } from '../../src/experiment/configure.ts';
import type { TrialPlan } from '../../src/experiment/trial-plan.ts';
import type { TrialRecord } from '../../src/experiment/trial-record.ts';
import { echo } from '../../src/protocols/basics/echo/echo.ts';

/** A plan of echo: three properties, one metric. */
export function echoPlan(options: Partial<ConfigOptions> = {}): TrialPlan {
  return configure(echo, { nodes: 2, duration: '1s', trials: 10, ...options });
}

/** A record of echo as a passed trial gives it, but for the fields given. */
export function record(trial: number, fields: Partial<TrialRecord> = {}): TrialRecord {
  return {
    trial,
    seed: `1:${trial}`,
    outcome: 'passed',
    verdicts: ['holds', 'holds', 'not exercised'],
    exercises: [1, 1, 0],
    metrics: [10_000],
    faultsPlanned: 0,
    faultsLanded: 0,
    familiesPlanned: [],
    families: [],
    linesLanded: [],
    messagesSent: 2,
    messagesDelivered: 2,
    bytesSent: 200,
    events: 2,
    endedAtUs: 1_000_000,
    traceHash: '00000000000000e1',
    ...fields,
  };
}
