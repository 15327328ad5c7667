import { type AttackKind, attackOf } from '../faults/attack.ts';
import { TrialRunner } from './trial.ts';
import type { TrialPlan } from './trial-plan.ts';

/** Where a promise broke: in which trial, and which property. */
export interface FrontierFinding {
  readonly trial: number;
  readonly property: string;
}

/** One point of a resilience frontier: so many nodes, of which so many are faulty. */
export interface FrontierPoint {
  readonly nodes: number;
  readonly faulty: number;
  /** How many the protocol says that it tolerates. */
  readonly tolerated: number;
  /** How many trials were run: all of the budget where nothing was found. */
  readonly trials: number;
  readonly safety: FrontierFinding | undefined;
  readonly liveness: FrontierFinding | undefined;
}

/** How many faulty nodes of this kind the protocol of the plan promises to survive. */
export function toleratedBy({ protocol, config }: TrialPlan, kind: AttackKind): number {
  const { byzantine, crashed, crashIsByzantine } = protocol.tolerates(config.params, config.nodes);
  if (kind === 'lies') return byzantine;
  return crashIsByzantine ? byzantine : Math.max(crashed, byzantine);
}

/** The same trials under an attack by so many nodes and nothing else, judged whatever the protocol tolerates. */
export function attackedPlan(plan: TrialPlan, kind: AttackKind, faulty: number): TrialPlan {
  return {
    ...plan,
    config: { ...plan.config, faults: [], nemesis: 'none', beyondTolerance: true },
    nemesis: attackOf(kind, faulty),
  };
}

/**
 * Looks for a violation of safety and for one of liveness, and ends when it has both or so many trials are run. It
 * yields after each trial.
 */
export function* explorePoint(
  plan: TrialPlan,
  {
    kind,
    faulty,
    budget,
  }: { readonly kind: AttackKind; readonly faulty: number; readonly budget: number },
): Generator<number, FrontierPoint> {
  const attacked = attackedPlan(plan, kind, faulty);
  const runner = new TrialRunner(attacked);
  let safety: FrontierFinding | undefined;
  let liveness: FrontierFinding | undefined;
  let trial = 0;
  for (; trial < budget && (safety === undefined || liveness === undefined); trial++) {
    const { violation, outcome } = runner.run(trial);
    yield trial;
    if (violation === undefined) continue;
    const finding = { trial, property: violation.invariant };
    if (outcome === 'unsafe') safety ??= finding;
    else liveness ??= finding;
  }
  const { nodes } = plan.config;
  const tolerated = toleratedBy(plan, kind);
  return { nodes, faulty, tolerated, trials: trial, safety, liveness };
}
