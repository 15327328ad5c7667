import { Trace } from '../../src/engine/trace.ts';
import { TrialRunner } from '../../src/experiment/trial.ts';
import { describeScheduledFault } from '../../src/faults/describe.ts';
import type { ExportedTrial } from '../../src/report/export/trial-export.ts';
import type { TracedTrial } from '../../src/report/space-time/space-time.ts';
import { planOf } from '../configs.ts';

/** Runs a trial of a committed config with a trace; without a number the first trial that breaks a property. */
export function seenTrial(
  path: string,
  number?: number,
  changes: Readonly<Record<string, string>> = {},
): TracedTrial & ExportedTrial {
  const plan = planOf(path, changes);
  const runner = new TrialRunner(plan);
  const trial = number ?? firstViolated(runner);
  const trace = new Trace();
  const { seed, violation } = runner.run(trial, { trace });
  const { name, nodes, params } = plan.config;
  const landed = runner.faultReports.filter((report) => report.landed > 0);
  return {
    trace,
    nodeCount: nodes,
    title: `${name}: trial ${trial} (seed ${seed})`,
    seed,
    ...(violation !== undefined && { violation }),
    faults: landed.map(({ scheduled }) => describeScheduledFault(scheduled)),
    roles: plan.protocol.assign(nodes, params),
  };
}

function firstViolated(runner: TrialRunner): number {
  for (let trial = 0; trial < 1_000; trial++) {
    if (runner.run(trial).violation !== undefined) return trial;
  }
  throw new Error('No trial of 1,000 breaks a property.');
}
