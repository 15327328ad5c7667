import { Trace } from '../engine/trace.ts';
import { TrialRunner } from '../experiment/trial.ts';
import { planTrials, type TrialPlan } from '../experiment/trial-plan.ts';
import { verifyTrial } from '../experiment/verify.ts';
import { formatInstant } from '../report/number-text.ts';
import { traceLines } from '../report/trace-text.ts';
import type { Divergence } from './failures.ts';

/** How many trials of a batch `--verify` runs again. */
const MOST_VERIFIED = 10;

/** The trials that `--verify` runs again, spread evenly over the batch. */
export function trialsToVerify(trials: number): number[] {
  const count = Math.min(trials, MOST_VERIFIED);
  return Array.from({ length: count }, (_, index) => Math.floor((index * trials) / count));
}

/**
 * Runs trials again: in another order in this thread, where the hash must be the one in the batch, and twice with
 * the content of every message and state in the hash.
 */
export function verifyTrials(
  plan: TrialPlan,
  hashes: ReadonlyMap<number, string>,
): readonly Divergence[] {
  const runner = new TrialRunner(plan);
  return [...hashes].reverse().flatMap(([trial, expectedHash]): Divergence[] => {
    const foundHash = runner.run(trial).traceHash;
    const verification = verifyTrial(plan, trial);
    if (verification.kind === 'diverged') {
      return [{ trial, expectedHash, foundHash, event: verification.event }];
    }
    return foundHash === expectedHash ? [] : [{ trial, expectedHash, foundHash }];
  });
}

/** Says that a trial is not deterministic, and from which event on where that is known. */
export function describeDivergence(
  plan: TrialPlan,
  { trial, expectedHash, foundHash, event }: Divergence,
): string {
  if (event === undefined) {
    return `trial ${trial} is not deterministic: its trace hash was ${expectedHash} and now is ${foundHash}`;
  }
  const trace = new Trace();
  const { config, protocol } = plan;
  const cut = planTrials({ ...config, maxEvents: event + 1 }, protocol);
  const { endedAtUs } = new TrialRunner(cut).run(trial, { trace });
  const lines = [...traceLines(trace, config.nodes)].map(({ text }) => text).slice(-8);
  return [
    `trial ${trial} is not deterministic: two runs first differ after event ${event}, at ${formatInstant(endedAtUs)}; the last that happened there:`,
    ...lines,
  ].join('\n');
}
