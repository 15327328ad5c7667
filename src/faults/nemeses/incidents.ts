import type { Fault, LinkTarget, NemesisSetup, PartitionShape } from '../../core/fault.ts';
import type { NodeId } from '../../core/identity.ts';
import type { Micros } from '../../core/micros.ts';
import {
  allNodes,
  duration,
  inOrder,
  instant,
  oneNode,
  someNodes,
  spread,
  subset,
  type TimedFault,
} from './drawing.ts';

/** Draws one thing that goes wrong: a fault or a few that belong together. */
export type Incident = (setup: NemesisSetup) => readonly TimedFault[];

/** Nodes go down together and come back; one time in ten a single node stays down until the heal. */
export const crash: Incident = (setup) => {
  if (setup.rng.chance(0.1)) return atSomeTime(setup, { kind: 'crash', target: oneNode(setup) });
  const target = someNodes(setup);
  return atSomeTime(setup, { kind: 'crash', target, forUs: duration(setup, 1 / 3) });
};

/** One of these nodes goes down, and most times comes back. */
export function crashAmong(setup: NemesisSetup, nodes: readonly NodeId[]): readonly TimedFault[] {
  const target = { nodes: [setup.rng.pick(nodes)] };
  if (setup.rng.chance(0.3)) return atSomeTime(setup, { kind: 'crash', target });
  return atSomeTime(setup, { kind: 'crash', target, forUs: duration(setup, 1 / 3) });
}

/** A node goes down and comes back with an empty disk. */
export const diskLoss: Incident = (setup) => {
  const target = { nodes: subset(setup, 1) };
  const crashAtUs = instant(setup);
  const backAtUs = Math.min(crashAtUs + duration(setup, 1 / 4), setup.horizonUs - 1);
  return [
    { when: { atUs: crashAtUs }, fault: { kind: 'crash', target } },
    { when: { atUs: backAtUs }, fault: { kind: 'restart', target, disk: 'lost' } },
  ];
};

export const pause: Incident = (setup) =>
  atSomeTime(setup, { kind: 'pause', target: someNodes(setup), forUs: duration(setup, 1 / 4) });

/** Clocks jump, or run at a wrong rate: from what quartz does to a fifth too fast or too slow. */
export const clock: Incident = (setup) => {
  const { rng } = setup;
  const target = someNodes(setup);
  const sign = rng.chance(0.5) ? 1 : -1;
  if (rng.chance(0.4)) {
    return atSomeTime(setup, { kind: 'clockJump', target, byUs: sign * duration(setup, 1 / 4) });
  }
  const ppm = sign * spread(rng, 50, 200_000);
  return atSomeTime(setup, { kind: 'clockDrift', target, ppm, forUs: duration(setup, 1 / 2) });
};

/** A stall is over at the heal: a disk must have its time for the settle phase to be fair. */
export const diskStall: Incident = (setup) => {
  const target = someNodes(setup);
  const atUs = instant(setup);
  const forUs = Math.min(duration(setup, 1 / 8), setup.horizonUs - atUs);
  return [{ when: { atUs }, fault: { kind: 'diskStall', target, forUs } }];
};

export const lostWrites: Incident = (setup) => duringCrash(setup, 'lostWrites');

export const tornWrites: Incident = (setup) => duringCrash(setup, 'tornWrites');

/** A partition of any shape, steady or flapping, that loses messages or keeps them for later. */
export const partition: Incident = (setup) => {
  const { rng } = setup;
  const shape = rng.pick(possibleShapes(setup))(setup);
  if (rng.chance(0.2)) {
    const upUs = duration(setup, 1 / 20);
    const downUs = duration(setup, 1 / 20);
    return atSomeTime(setup, {
      kind: 'flap',
      upUs,
      downUs,
      forUs: duration(setup, 1 / 2),
      ...shape,
    });
  }
  const messages = rng.chance(0.25) ? 'hold' : 'drop';
  return atSomeTime(setup, {
    kind: 'partition',
    messages,
    forUs: duration(setup, 1 / 3),
    ...shape,
  });
};

export const loss: Incident = (setup) => onLinks(setup, 'loss', 50);

export const duplication: Incident = (setup) => onLinks(setup, 'duplication', 50);

export const corruption: Incident = (setup) => onLinks(setup, 'corruption', 30);

/** Links become slow, or stop for a while and then deliver all that they kept. */
export const delay: Incident = (setup) => {
  const links = someLinks(setup);
  if (setup.rng.chance(0.5)) {
    return atSomeTime(setup, { kind: 'clog', ...links, forUs: duration(setup, 1 / 5) });
  }
  const factor = spread(setup.rng, 2, 50);
  return atSomeTime(setup, { kind: 'slowLink', factor, ...links, forUs: duration(setup, 1 / 3) });
};

function atSomeTime(setup: NemesisSetup, fault: Fault): readonly TimedFault[] {
  return [{ when: { atUs: instant(setup) }, fault }];
}

/** A bad disk shows only in a crash, so one comes with it where crashes are allowed. */
function duringCrash(
  setup: NemesisSetup,
  kind: 'lostWrites' | 'tornWrites',
): readonly TimedFault[] {
  const target = { nodes: subset(setup, setup.nodeCount) };
  const atUs = instant(setup);
  const forUs = duration(setup, 1 / 2);
  const line: TimedFault = { when: { atUs }, fault: { kind, target, forUs } };
  if (!setup.tolerates.safeUnder.includes('crash')) return [line];
  const crashAtUs = Math.min(atUs + setup.rng.integer(0, forUs - 1), setup.horizonUs - 1);
  const downUs = duration(setup, 1 / 8);
  return [line, { when: { atUs: crashAtUs }, fault: { kind: 'crash', target, forUs: downUs } }];
}

function onLinks(
  setup: NemesisSetup,
  kind: 'loss' | 'duplication' | 'corruption',
  mostPercent: number,
): readonly TimedFault[] {
  const probability = spread(setup.rng, 1, mostPercent) / 100;
  const forUs: Micros = duration(setup, 1 / 2);
  return atSomeTime(setup, { kind, probability, ...someLinks(setup), forUs });
}

/** All links, those of one node in one direction, or those between two sets of nodes. */
function someLinks(setup: NemesisSetup): { readonly links?: LinkTarget } {
  const { rng, nodeCount } = setup;
  if (rng.chance(0.5)) return {};
  if (rng.chance(0.3)) return { links: { from: oneNode(setup) } };
  if (rng.chance(0.4)) return { links: { to: oneNode(setup) } };
  return {
    links: {
      from: { nodes: subset(setup, nodeCount) },
      to: { nodes: subset(setup, nodeCount) },
    },
  };
}

/** The shapes that can cut something among so many nodes. */
function possibleShapes(setup: NemesisSetup): readonly ((setup: NemesisSetup) => PartitionShape)[] {
  const shapes = [splitInGroups, oneWay, isolate];
  if (setup.nodeCount >= 3) shapes.push(bridge);
  if (setup.nodeCount >= 4) shapes.push(ring);
  return shapes;
}

/** Two or three groups of any size; the nodes of the last are named by no group. */
function splitInGroups(setup: NemesisSetup): PartitionShape {
  const { rng, nodeCount } = setup;
  const nodes = rng.shuffled(allNodes(setup));
  const firstCut = rng.integer(1, Math.max(1, nodeCount - 1));
  const groups = [inOrder(nodes.slice(0, firstCut))];
  const left = nodeCount - firstCut;
  if (left >= 2 && rng.chance(0.25)) {
    groups.push(inOrder(nodes.slice(firstCut, firstCut + rng.integer(1, left - 1))));
  }
  return { shape: 'groups', groups };
}

/** A node that none hears, a node that hears none, or one that does not hear some. */
function oneWay(setup: NemesisSetup): PartitionShape {
  const { rng } = setup;
  const node = oneNode(setup);
  const others = rng.chance(0.5)
    ? ({ all: true } as const)
    : { nodes: subset(setup, setup.nodeCount) };
  return rng.chance(0.5)
    ? { shape: 'oneWay', from: node, to: others }
    : { shape: 'oneWay', from: others, to: node };
}

function isolate(setup: NemesisSetup): PartitionShape {
  return { shape: 'isolate', target: oneNode(setup) };
}

function bridge({ rng, nodeCount }: NemesisSetup): PartitionShape {
  return { shape: 'bridge', bridge: rng.integer(0, nodeCount - 1) };
}

function ring(): PartitionShape {
  return { shape: 'ring' };
}
