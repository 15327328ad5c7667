import type { Mutant, Protocol } from '../src/core/protocol.ts';
import { type ShrunkTrial, shrinkTrial } from '../src/experiment/shrink/shrink-trial.ts';
import { TrialRunner } from '../src/experiment/trial.ts';
import type { TrialPlan } from '../src/experiment/trial-plan.ts';
import { protocols } from '../src/protocols/index.ts';
import { planOf } from './configs.ts';

/** How a broken variant was found out, and what its first failing trial was shrunk to. */
export interface Conviction {
  readonly protocol: Protocol;
  readonly mutant: Mutant;
  readonly plan: TrialPlan;
  readonly shrunk: ShrunkTrial;
}

/** In so many seeds of its config a mutant must be caught. */
export const SEEDS = 1_000;

const convictions = new Map<Mutant, Conviction>();

/** Every broken variant of the catalogue, by protocol and name. */
export const mutants: readonly { readonly protocol: Protocol; readonly mutant: Mutant }[] =
  protocols.flatMap((protocol) => protocol.mutants.map((mutant) => ({ protocol, mutant })));

/** How the mutant is found out: worked out once, whoever asks. */
export function convictionOf(protocol: Protocol, mutant: Mutant): Conviction {
  const conviction = convictions.get(mutant) ?? convict(protocol, mutant);
  convictions.set(mutant, conviction);
  return conviction;
}

/** Finds the first trial of the mutant's config that breaks a property that it should break, and shrinks that. */
function convict(protocol: Protocol, mutant: Mutant): Conviction {
  const plan = planOf(mutant.config);
  const runner = new TrialRunner(plan);
  for (let trial = 0; trial < SEEDS; trial++) {
    const broken = runner.run(trial).violation?.invariant;
    if (broken === undefined || !mutant.breaks.includes(broken)) continue;
    return { protocol, mutant, plan, shrunk: shrinkTrial(plan, trial) };
  }
  throw new Error(`${protocol.name}: nothing in ${SEEDS} trials convicts ${mutant.name}.`);
}

/** The same trial without one of its faults. */
export function withoutFault({ plan }: ShrunkTrial, index: number): TrialPlan {
  const { config } = plan;
  return { ...plan, config: { ...config, faults: config.faults.toSpliced(index, 1) } };
}
