import type { Behavior, Deed } from '../../../src/core/byzantine.ts';
import type { ScheduledFault } from '../../../src/core/fault.ts';
import type { NodeId } from '../../../src/core/identity.ts';
import { createRng, type Rng } from '../../../src/core/rng.ts';
import { type ConfigOptions, configure } from '../../../src/experiment/configure.ts';
import type { TrialPlan } from '../../../src/experiment/trial-plan.ts';
import { benOr } from '../../../src/protocols/agreement/ben-or/ben-or.ts';
import { brachaBroadcast } from '../../../src/protocols/agreement/bracha-broadcast/bracha-broadcast.ts';
import { dolevStrong } from '../../../src/protocols/agreement/dolev-strong/dolev-strong.ts';
import { multiRoundVoting } from '../../../src/protocols/agreement/multi-round-voting/multi-round-voting.ts';
import { phaseKing } from '../../../src/protocols/agreement/phase-king/phase-king.ts';

type Does = Deed['does'];

/** Every behaviour that a liar has. */
export const BEHAVIOURS: readonly Does[] = [
  'silence',
  'omit',
  'delay',
  'withhold',
  'duplicate',
  'replay',
  'reorder',
  'mutate',
  'equivocate',
  'impersonate',
  'amnesia',
  'twins',
];

const synchronous = { latency: { uniform: '0ms..10ms' }, synchrony: { synchronous: '10ms' } };
const asynchronous = { latency: { exponential: { mean: '5ms' } }, loss: 0.02, duplication: 0.02 };

/** The protocols of the family as large as two liars, or one, make them. */
export const family = {
  'dolev-strong': (options: object = {}) =>
    configure(dolevStrong, sized(5, synchronous, options, { maxFaulty: 2 })),
  'phase-king': (options: object = {}) => configure(phaseKing, sized(9, synchronous, options)),
  'ben-or': (options: object = {}) => configure(benOr, sized(6, asynchronous, options)),
  'bracha-broadcast': (options: object = {}) =>
    configure(brachaBroadcast, sized(7, asynchronous, options)),
  'multi-round-voting': (options: object = {}) =>
    configure(multiRoundVoting, sized(7, asynchronous, options)),
} satisfies Record<string, (options?: object) => TrialPlan>;

function sized(
  nodes: number,
  network: object,
  options: object,
  params: object = {},
): ConfigOptions {
  return { nodes, duration: '300ms', settle: '3s', network, params, ...options };
}

/** As many liars as the plan's protocol tolerates, each of them doing this for the whole trial or from some time on. */
export function liarsDoing(does: Does, plan: TrialPlan, trial: number): ScheduledFault[] {
  const rng = createRng(`liars:${trial}`, does);
  return chosen(plan, rng).map((liar) => lineOf(behaviourOf(does, plan, rng), liar, rng));
}

/** As many liars as the plan's protocol tolerates, each with one to three behaviours at a time. */
export function liarsOfAnyKind(plan: TrialPlan, trial: number): ScheduledFault[] {
  const rng = createRng(`liars:${trial}`, 'any');
  return chosen(plan, rng).flatMap((liar) =>
    Array.from({ length: rng.integer(1, 3) }, () =>
      lineOf(behaviourOf(rng.pick(BEHAVIOURS), plan, rng), liar, rng),
    ),
  );
}

function chosen({ protocol, config }: TrialPlan, rng: Rng): NodeId[] {
  const { byzantine } = protocol.tolerates(config.params, config.nodes);
  return rng.shuffled(nodesOf(config.nodes)).slice(0, byzantine);
}

function nodesOf(count: number): NodeId[] {
  return Array.from({ length: count }, (_, node) => node);
}

function lineOf(behavior: Behavior, liar: NodeId, rng: Rng): ScheduledFault {
  const atUs = rng.chance(0.8) ? 0 : rng.integer(1, 40_000);
  return { when: { atUs }, fault: { kind: 'byzantine', target: { nodes: [liar] }, behavior } };
}

function behaviourOf(does: Does, { config }: TrialPlan, rng: Rng): Behavior {
  const some = () => ({ nodes: nodesOf(config.nodes).filter(() => rng.chance(0.5)) });
  const often = rng.chance(0.3) ? { probability: 0.5 } : {};
  switch (does) {
    case 'omit':
    case 'equivocate':
      return { does, to: some(), ...often };
    case 'delay':
      return { does, byUs: rng.integer(1, 25_000), ...often };
    case 'impersonate':
      return { does, as: some(), ...often };
    case 'twins':
      return { does, first: some(), second: some() };
    case 'lie':
      return { does, name: 'sign-twice' };
    default:
      return { does, ...often };
  }
}
