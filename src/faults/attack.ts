import type { Nemesis, NemesisSetup, ScheduledFault } from '../core/fault.ts';
import type { NodeId } from '../core/identity.ts';
import { chaos } from './nemeses/chaos.ts';
import { allNodes, byTime, inOrder, type TimedFault } from './nemeses/drawing.ts';
import { drawLie } from './nemeses/lies.ts';

/** What the nodes that an attack has do. */
export type AttackKind = 'lies' | 'crashes';

/**
 * A nemesis that has exactly so many nodes, whatever the protocol tolerates, and tries in each trial another way to do
 * the worst with them. Both are asked of a frontier: how many are too many?
 */
export function attackOf(kind: AttackKind, faulty: number): Nemesis {
  const ways = kind === 'lies' ? LIES : CRASHES;
  return {
    name: `${faulty} ${kind}`,
    sentence: `Tries in every way what ${faulty} nodes can do by ${kind}.`,
    draw(setup) {
      const { rng } = setup;
      const nodes = inOrder(rng.shuffled(allNodes(setup)).slice(0, faulty));
      const way = rng.pick(ways);
      return faulty === 0 ? [] : byTime(way(setup, nodes));
    },
  };
}

type Attack = (setup: NemesisSetup, nodes: readonly NodeId[]) => TimedFault[];

/**
 * The oldest attack: the honest nodes fall into two halves that hear nothing of each other, and each liar is an honest
 * node to either half. It succeeds wherever two quorums share no honest node.
 */
const splitBrain: Attack = (setup, liars) => {
  const { rng, tolerates } = setup;
  const honest = rng.shuffled(allNodes(setup).filter((node) => !liars.includes(node)));
  const cut = honest.length < 2 ? honest.length : rng.integer(1, honest.length - 1);
  const [first, second] = [honest.slice(0, cut), honest.slice(cut)].map((half) => inOrder(half));
  const lies = liars.map((node) =>
    fromTheStart({
      kind: 'byzantine',
      target: { nodes: [node] },
      behavior: {
        does: 'twins',
        first: { nodes: withLiars(first) },
        second: { nodes: withLiars(second) },
      },
    }),
  );
  if (!tolerates.safeUnder.includes('partition') || honest.length < 2) return lies;
  const groups = [withLiars(first), withLiars(second)];
  return [...lies, fromTheStart({ kind: 'partition', shape: 'groups', groups })];

  function withLiars(half: readonly NodeId[] = []): readonly NodeId[] {
    return inOrder([...half, ...liars]);
  }
};

const silence: Attack = (_setup, nodes) =>
  nodes.map((node) =>
    fromTheStart({ kind: 'byzantine', target: { nodes: [node] }, behavior: { does: 'silence' } }),
  );

/** All of them tell one of the protocol's own lies; some other lie where it knows none. */
const ownLie: Attack = (setup, nodes) => {
  const { lies, rng } = setup;
  if (lies.length === 0) return anyLies(setup, nodes);
  const name = rng.pick(lies);
  return nodes.map((node) =>
    fromTheStart({ kind: 'byzantine', target: { nodes: [node] }, behavior: { does: 'lie', name } }),
  );
};

const anyLies: Attack = (setup, nodes) =>
  nodes.flatMap((node) =>
    Array.from({ length: setup.rng.integer(1, 2) }, () => drawLie(setup, [node])),
  );

/** All of them tell one half of the others something else. */
const equivocation: Attack = (setup, liars) => {
  const honest = setup.rng.shuffled(allNodes(setup).filter((node) => !liars.includes(node)));
  const to = { nodes: inOrder(honest.slice(0, Math.ceil(honest.length / 2))) };
  if (to.nodes.length === 0) return silence(setup, liars);
  return liars.map((node) =>
    fromTheStart({
      kind: 'byzantine',
      target: { nodes: [node] },
      behavior: { does: 'equivocate', to },
    }),
  );
};

/** One of them tells the others another version, and they pass it on among themselves and to a single honest node, late. */
const secret: Attack = (setup, liars) => {
  const { rng } = setup;
  const [first, ...others] = rng.shuffled(liars);
  const honest = rng.shuffled(allNodes(setup).filter((node) => !liars.includes(node)));
  const [_told, ...untold] = honest;
  if (first === undefined || others.length === 0 || untold.length === 0)
    return silence(setup, liars);
  const lie = (node: NodeId, does: 'equivocate' | 'omit', to: readonly NodeId[]): TimedFault =>
    fromTheStart({
      kind: 'byzantine',
      target: { nodes: [node] },
      behavior: { does, to: { nodes: inOrder(to) } },
    });
  return [lie(first, 'equivocate', others), ...others.map((node) => lie(node, 'omit', untold))];
};

const LIES: readonly Attack[] = [
  splitBrain,
  splitBrain,
  silence,
  ownLie,
  anyLies,
  equivocation,
  secret,
];

/** They go down for good one by one, while all else goes wrong that the protocol promises to survive. */
const crashesInChaos: Attack = (setup, nodes) => [
  ...crashesForGood(setup, nodes),
  ...chaos.draw({ ...setup, tolerates: { ...setup.tolerates, byzantine: 0 } }).filter(isTimed),
];

const crashesForGood: Attack = (setup, nodes) =>
  nodes.map((node) => ({
    when: { atUs: setup.rng.chance(0.5) ? 0 : setup.rng.integer(0, setup.horizonUs - 1) },
    fault: { kind: 'crash', target: { nodes: [node] }, forGood: true },
  }));

const CRASHES: readonly Attack[] = [crashesForGood, crashesInChaos];

function fromTheStart(fault: ScheduledFault['fault']): TimedFault {
  return { when: { atUs: 0 }, fault };
}

function isTimed(line: ScheduledFault): line is TimedFault {
  return 'atUs' in line.when;
}
