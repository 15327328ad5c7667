import type { Behavior, Deed } from '../../core/byzantine.ts';
import type { NemesisSetup, Target } from '../../core/fault.ts';
import type { NodeId } from '../../core/identity.ts';
import { allNodes, duration, inOrder, instant, type TimedFault } from './drawing.ts';

/** The nodes that may lie in a trial: from one of them to as many as the protocol tolerates, or none. */
export function drawLiars(setup: NemesisSetup): readonly NodeId[] {
  const most = mostLiars(setup);
  if (most === 0) return [];
  return inOrder(setup.rng.shuffled(allNodes(setup)).slice(0, setup.rng.integer(1, most)));
}

/** There must be somebody to lie to. */
export function mostLiars({ tolerates, nodeCount }: NemesisSetup): number {
  return Math.min(tolerates.byzantine, nodeCount - 1);
}

/** One of them begins to lie, from the start or at some time, for a while or to the end. */
export function drawLie(setup: NemesisSetup, liars: readonly NodeId[]): TimedFault {
  const { rng } = setup;
  const node = rng.pick(liars);
  const target = { nodes: [node] };
  const behavior = drawBehavior(setup, node);
  const when = { atUs: rng.chance(0.4) ? 0 : instant(setup) };
  // What is kept back for ever is silence.
  if (behavior.does !== 'withhold' && rng.chance(0.5)) {
    return { when, fault: { kind: 'byzantine', target, behavior } };
  }
  const forUs = duration(setup, 1 / 2);
  return { when, fault: { kind: 'byzantine', target, behavior, forUs } };
}

function drawBehavior(setup: NemesisSetup, self: NodeId): Behavior {
  const { rng, lies } = setup;
  // What only the protocol's own liars know is likelier to do harm.
  const deed =
    lies.length > 0 && rng.chance(0.25)
      ? ({ does: 'lie', name: rng.pick(lies) } as const)
      : rng.pick(DEEDS)(setup, self);
  return rng.chance(0.3) ? { ...deed, probability: rng.pick([0.1, 0.3, 0.5]) } : deed;
}

const DEEDS: readonly ((setup: NemesisSetup, self: NodeId) => Deed)[] = [
  () => ({ does: 'silence' }),
  (setup, self) => ({ does: 'omit', to: someOthers(setup, self) }),
  (setup) => ({ does: 'delay', byUs: duration(setup, 1 / 4) }),
  () => ({ does: 'withhold' }),
  () => ({ does: 'duplicate' }),
  () => ({ does: 'replay' }),
  () => ({ does: 'reorder' }),
  () => ({ does: 'mutate' }),
  (setup, self) => ({ does: 'equivocate', to: someOthers(setup, self) }),
  (setup, self) => ({ does: 'impersonate', as: someOthers(setup, self) }),
  () => ({ does: 'amnesia' }),
  (setup, self) => twins(setup, self),
];

/** A part of the other nodes, neither none nor, where there are two, all. */
export function someOthers(setup: NemesisSetup, self: NodeId): Target {
  const others = setup.rng.shuffled(allNodes(setup).filter((node) => node !== self));
  const count = setup.rng.integer(1, Math.max(1, others.length - 1));
  return { nodes: inOrder(others.slice(0, count)) };
}

/** Each of the others hears the first twin, the second, or now and then both. */
export function twins({ rng, nodeCount }: NemesisSetup, self: NodeId): Deed {
  const first: NodeId[] = [];
  const second: NodeId[] = [];
  for (let node = 0; node < nodeCount; node++) {
    if (node === self) continue;
    const side = rng.next();
    if (side < 0.55) first.push(node);
    if (side >= 0.45) second.push(node);
  }
  return { does: 'twins', first: { nodes: first }, second: { nodes: second } };
}
