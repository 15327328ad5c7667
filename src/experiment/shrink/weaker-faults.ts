import type { Behavior } from '../../core/byzantine.ts';
import type { Fault, LinkTarget, PartitionShape, Target } from '../../core/fault.ts';
import type { NodeId } from '../../core/identity.ts';
import { MICROS_PER_MILLISECOND, type Micros } from '../../core/micros.ts';
import { roundDown } from './rounding.ts';

type Rounds = readonly [first: number, last: number];

/** In clusters beyond this size not every node is tried in a target's place. */
const MOST_NODES_TRIED = 9;

/** Faults that do less than this one, or are simpler to tell, the boldest first. */
export function* weakerFaults(fault: Fault, nodeCount: number): Generator<Fault> {
  yield* simplerPartitions(fault, nodeCount);
  if (fault.kind === 'byzantine') yield* simplerLies(fault);
  if (fault.kind === 'leader' || fault.kind === 'partition') {
    for (const rounds of halves(fault.rounds)) yield { ...fault, rounds };
  }
  for (const forUs of shorter('forUs' in fault ? fault.forUs : undefined)) {
    yield { ...fault, forUs } as Fault;
  }
  yield* withFewerNodes(fault);
  yield* withRounderSizes(fault);
}

/** The same fault on one node each, in place of a duty, a role, a zone or all: who it was shows then. */
export function* concreteFaults(fault: Fault, nodeCount: number): Generator<Fault> {
  if (nodeCount > MOST_NODES_TRIED) return;
  for (const node of everyNode(nodeCount)) {
    yield* mapTargets(fault, (target) => ('nodes' in target ? undefined : { nodes: [node] }));
  }
}

/** From the weakest lie to the strongest: what says nothing false before what does, what anyone can tell before what few know. */
const STRENGTH: readonly Behavior['does'][] = [
  'silence',
  'omit',
  'withhold',
  'delay',
  'reorder',
  'duplicate',
  'replay',
  'amnesia',
  'mutate',
  'equivocate',
  'lie',
  'twins',
  'impersonate',
];

/** Of those that say nothing false the two that need no more said of them can stand for any other. */
function* simplerLies(fault: Extract<Fault, { kind: 'byzantine' }>): Generator<Fault> {
  const { behavior } = fault;
  const { does, probability, messages, rounds } = behavior;
  const scope = { ...(messages && { messages }), ...(rounds && { rounds }) };
  const strength = STRENGTH.indexOf(does);
  if (strength > STRENGTH.indexOf('silence')) {
    yield { ...fault, behavior: { does: 'silence', ...scope } };
  }
  if (behavior.does === 'equivocate') {
    yield { ...fault, behavior: { does: 'omit', to: behavior.to, ...scope } };
  }
  if (strength > STRENGTH.indexOf('mutate')) {
    yield { ...fault, behavior: { does: 'mutate', ...scope } };
  }
  yield* narrowerLies(fault);
  if (probability !== undefined) {
    const { probability: _, ...always } = behavior;
    yield { ...fault, behavior: always as Behavior };
  }
  for (const fewer of halves(rounds)) yield { ...fault, behavior: { ...behavior, rounds: fewer } };
}

function halves(rounds: Rounds | undefined): Rounds[] {
  if (rounds === undefined || rounds[0] === rounds[1]) return [];
  const middle = Math.floor((rounds[0] + rounds[1]) / 2);
  return [
    [rounds[0], middle],
    [middle + 1, rounds[1]],
  ];
}

/** The same lie about one type of message less, or told sooner. */
function* narrowerLies(fault: Extract<Fault, { kind: 'byzantine' }>): Generator<Fault> {
  const { behavior } = fault;
  const { messages = [] } = behavior;
  if (messages.length > 1) {
    for (const left of messages) {
      yield {
        ...fault,
        behavior: { ...behavior, messages: messages.filter((type) => type !== left) },
      };
    }
  }
  if (behavior.does !== 'delay') return;
  for (const byUs of roundDown(behavior.byUs)) yield { ...fault, behavior: { ...behavior, byUs } };
}

/** Down to a millisecond: what is shorter still is no simpler. */
function* shorter(forUs: Micros | undefined): Generator<Micros> {
  if (forUs === undefined) return;
  for (const divisor of [8, 2]) {
    const milliseconds = Math.ceil(forUs / divisor / MICROS_PER_MILLISECOND);
    if (milliseconds * MICROS_PER_MILLISECOND < forUs) yield milliseconds * MICROS_PER_MILLISECOND;
  }
}

/** A steady cut for a flapping one, lost messages for held ones, a few nodes cut off for any other shape. */
function* simplerPartitions(fault: Fault, nodeCount: number): Generator<Fault> {
  if (fault.kind === 'flap') {
    const { upUs: _up, downUs: _down, kind: _kind, ...partition } = fault;
    yield { kind: 'partition', ...partition } as Fault;
  }
  if (fault.kind === 'partition' && fault.messages !== undefined) {
    const { messages: _messages, ...partition } = fault;
    yield partition as Fault;
  }
  if (fault.kind !== 'partition' && fault.kind !== 'flap') return;
  for (const nodes of nodesToIsolate(fault, nodeCount)) {
    yield withoutShape(fault, { shape: 'isolate', target: { nodes } }) as Fault;
  }
}

function nodesToIsolate(shape: PartitionShape, nodeCount: number): readonly (readonly NodeId[])[] {
  switch (shape.shape) {
    case 'groups':
      return shape.groups.toSorted((a, b) => a.length - b.length);
    case 'bridge':
    case 'ring':
      return nodeCount > MOST_NODES_TRIED ? [] : everyNode(nodeCount).map((node) => [node]);
    default:
      return [];
  }
}

function withoutShape(fault: Extract<Fault, PartitionShape>, isolate: PartitionShape): object {
  const shapeKeys = ['shape', 'groups', 'from', 'to', 'target', 'bridge'];
  const rest = Object.entries(fault).filter(([key]) => !shapeKeys.includes(key));
  return { ...Object.fromEntries(rest), ...isolate };
}

function* withFewerNodes(fault: Fault): Generator<Fault> {
  for (const half of [0, 1]) {
    yield* mapTargets(fault, (target) => {
      if (!('nodes' in target) || target.nodes.length <= MOST_NODES_TRIED) return undefined;
      const middle = target.nodes.length >>> 1;
      return { nodes: half === 0 ? target.nodes.slice(0, middle) : target.nodes.slice(middle) };
    });
  }
  for (const pick of [0, 1, 2, 3, 4, 5, 6, 7, 8]) {
    yield* mapTargets(fault, (target) => {
      if (!('nodes' in target) || target.nodes.length < 2) return undefined;
      const node = target.nodes[pick];
      return node === undefined ? undefined : { nodes: [node] };
    });
  }
  for (const drop of [0, 1, 2, 3, 4, 5, 6, 7, 8]) {
    yield* mapTargets(fault, (target) => {
      if (!('nodes' in target) || target.nodes.length < 3 || drop >= target.nodes.length)
        return undefined;
      return { nodes: target.nodes.filter((_, index) => index !== drop) };
    });
  }
}

/** The fault with one of its targets changed, for each that the function changes. */
function* mapTargets(
  fault: Fault,
  change: (target: Target) => Target | undefined,
): Generator<Fault> {
  if ('target' in fault) {
    const target = change(fault.target);
    if (target !== undefined) yield { ...fault, target };
    if (fault.kind === 'byzantine') {
      for (const behavior of changedBehaviors(fault.behavior, change)) yield { ...fault, behavior };
    }
  } else if ('shape' in fault && fault.shape === 'oneWay') {
    yield* changedEnds(fault, change).map((ends) => ({ ...fault, ...ends }));
  } else if ('links' in fault && fault.links !== undefined) {
    yield* changedEnds(fault.links, change).map((links) => ({ ...fault, links }) as Fault);
  }
}

function changedBehaviors(
  behavior: Behavior,
  change: (target: Target) => Target | undefined,
): Behavior[] {
  switch (behavior.does) {
    case 'omit':
    case 'equivocate': {
      const to = change(behavior.to);
      return to === undefined ? [] : [{ ...behavior, to }];
    }
    case 'impersonate': {
      const as = change(behavior.as);
      return as === undefined ? [] : [{ ...behavior, as }];
    }
    case 'twins': {
      const first = change(behavior.first);
      const second = change(behavior.second);
      return [
        ...(first === undefined ? [] : [{ ...behavior, first }]),
        ...(second === undefined ? [] : [{ ...behavior, second }]),
      ];
    }
    default:
      return [];
  }
}

function changedEnds(
  ends: LinkTarget,
  change: (target: Target) => Target | undefined,
): LinkTarget[] {
  const from = ends.from && change(ends.from);
  const to = ends.to && change(ends.to);
  return [...(from ? [{ ...ends, from }] : []), ...(to ? [{ ...ends, to }] : [])];
}

function withRounderSizes(fault: Fault): Fault[] {
  switch (fault.kind) {
    case 'restart':
      return fault.disk === 'lost' ? [{ ...fault, disk: 'kept' }] : [];
    case 'loss':
    case 'duplication':
    case 'corruption':
      return smaller(fault.probability, rounded).map((probability) => ({ ...fault, probability }));
    case 'slowLink':
      return [...smaller(fault.factor, (factor) => Math.ceil(factor / 2)), 2]
        .filter((factor) => factor > 1 && factor < fault.factor)
        .map((factor) => ({ ...fault, factor }));
    case 'clockDrift':
      return smaller(fault.ppm, rounded).map((ppm) => ({ ...fault, ppm }));
    case 'clockJump':
      return roundDown(Math.abs(fault.byUs)).map((sizeUs) => ({
        ...fault,
        byUs: fault.byUs < 0 ? -sizeUs : sizeUs,
      }));
    default:
      return [];
  }
}

/** To one digit. */
function rounded(value: number): number {
  return Number(value.toPrecision(1));
}

/** The changed value, where it is nearer to nothing than the value itself. */
function smaller(value: number, change: (value: number) => number): number[] {
  const changed = change(value);
  return Math.abs(changed) < Math.abs(value) ? [changed] : [];
}

function everyNode(nodeCount: number): NodeId[] {
  return Array.from({ length: nodeCount }, (_, node) => node);
}
