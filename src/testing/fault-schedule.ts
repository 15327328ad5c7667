import fc from 'fast-check';
import {
  CRASH_RECOVERY_FAULTS,
  type Fault,
  type FaultFamily,
  type LinkTarget,
  type PartitionShape,
  type ScheduledFault,
  type Target,
} from '../core/fault.ts';
import { type Micros, parseDuration } from '../core/micros.ts';
import { type LiesShape, liarNodes, lie, settled } from './drawn-lies.ts';
import { drawnDuration, drawnProbability } from './drawn-times.ts';

/** What a drawn schedule of faults may hold. */
export interface FaultScheduleOptions {
  readonly nodes: number;
  /** The faulty phase, such as `'1s'`: faults strike within it. */
  readonly duration: string;
  /** The families to draw from; those of the crash-recovery model where absent. */
  readonly families?: readonly FaultFamily[];
  /** The duties that faults may aim at, such as `leader`. */
  readonly duties?: readonly string[];
  /** How many nodes lie at most; none where absent. */
  readonly liars?: number;
  /** The names of the protocol's own lies that liars may tell. */
  readonly lies?: readonly string[];
  /** 8 where absent. */
  readonly maxFaults?: number;
}

/** The same with the duration in microseconds. */
export interface ScheduleShape extends LiesShape {
  readonly families: readonly FaultFamily[];
  readonly duties: readonly string[];
  readonly maxFaults: number;
}

/**
 * Schedules of faults in the order of their times, for fast-check. They shrink to fewer faults first, then to weaker
 * ones: shorter, on fewer nodes, of simpler kinds.
 */
export function faultSchedule(
  options: FaultScheduleOptions,
): fc.Arbitrary<readonly ScheduledFault[]> {
  return scheduleOf({
    nodes: options.nodes,
    durationUs: parseDuration(options.duration),
    families: options.families ?? CRASH_RECOVERY_FAULTS,
    duties: options.duties ?? [],
    liars: Math.min(options.liars ?? 0, options.nodes),
    lies: options.lies ?? [],
    maxFaults: options.maxFaults ?? 8,
  });
}

export function scheduleOf(shape: ScheduleShape): fc.Arbitrary<readonly ScheduledFault[]> {
  const faults = shape.families.flatMap((family) => DRAWN[family]?.(shape) ?? []);
  if (shape.liars > 0) faults.push(lie(shape));
  if (faults.length === 0) return fc.constant([]);
  const when = fc.record({ atUs: drawnDuration(0, shape.durationUs - 1) });
  const fault = fc.oneof({ withCrossShrink: true }, ...faults);
  const lines = fc.array(fc.record({ fault, when }), { maxLength: shape.maxFaults, size: 'max' });
  return fc.tuple(lines, liarNodes(shape)).map(([drawn, liars]) =>
    drawn
      .map(({ when, fault }) => ({
        // Who leads a round all know from the start.
        when: fault.kind === 'leader' ? { atUs: 0 } : when,
        fault: settled(fault, liars),
      }))
      .toSorted((a, b) => a.when.atUs - b.when.atUs),
  );
}

/** The first rounds decide: what comes later comes seldom. */
const MOST_ROUNDS_NAMED = 9;

type Drawn = (shape: ScheduleShape) => fc.Arbitrary<Fault>[];

/** The faults of each family, the simplest family first where they shrink into each other. */
const DRAWN: Partial<Readonly<Record<FaultFamily, Drawn>>> = {
  crash: (shape) => [held('crash', shape)],
  pause: (shape) => [held('pause', shape)],
  lostWrites: (shape) => [held('lostWrites', shape)],
  tornWrites: (shape) => [held('tornWrites', shape)],
  diskLoss: ({ nodes }) => [
    fc.record({
      kind: fc.constant('restart'),
      target: oneNode(nodes),
      disk: fc.constant('lost'),
    }) as fc.Arbitrary<Fault>,
  ],
  diskStall: (shape) => [held('diskStall', shape)],
  clock: (shape) => [
    fc.record({
      kind: fc.constant('clockJump' as const),
      target: target(shape),
      byUs: fc.oneof(
        lasting(shape),
        lasting(shape).map((us) => -us),
      ),
    }),
    fc.record({
      kind: fc.constant('clockDrift' as const),
      target: target(shape),
      ppm: fc.integer({ min: -200_000, max: 200_000 }),
      forUs: lasting(shape),
    }),
  ],
  leader: ({ nodes }) => [
    fc
      .record({ node: fc.integer({ min: 0, max: nodes - 1 }), round: fc.nat(MOST_ROUNDS_NAMED) })
      .map(({ node, round }): Fault => ({ kind: 'leader', node, rounds: [round, round] })),
  ],
  partition: (shape) => (shape.nodes < 2 ? [] : [partition(shape)]),
  loss: (shape) => [onLinks('loss', shape)],
  duplication: (shape) => [onLinks('duplication', shape)],
  corruption: (shape) => [onLinks('corruption', shape)],
  delay: (shape) => [
    fc
      .record({
        factor: fc.integer({ min: 2, max: 50 }),
        forUs: lasting(shape),
        links: links(shape),
      })
      .map(({ links: found, ...rest }) => ({ kind: 'slowLink', ...rest, ...found })),
    fc
      .record({ forUs: lasting(shape), links: links(shape) })
      .map(({ links: found, ...rest }) => ({ kind: 'clog', ...rest, ...found })),
  ],
};

function held(
  kind: 'crash' | 'pause' | 'lostWrites' | 'tornWrites' | 'diskStall',
  shape: ScheduleShape,
): fc.Arbitrary<Fault> {
  return fc
    .record({ target: target(shape), forUs: lasting(shape) })
    .map((rest): Fault => ({ kind, ...rest }));
}

function onLinks(
  kind: 'loss' | 'duplication' | 'corruption',
  shape: ScheduleShape,
): fc.Arbitrary<Fault> {
  return fc
    .record({ probability: drawnProbability(0.5), forUs: lasting(shape), links: links(shape) })
    .map(({ links: found, ...rest }): Fault => ({ kind, ...rest, ...found }));
}

/** At most half of the faulty phase. */
function lasting({ durationUs }: ScheduleShape): fc.Arbitrary<Micros> {
  return drawnDuration(1_000, Math.floor(durationUs / 2));
}

function partition(shape: ScheduleShape): fc.Arbitrary<Fault> {
  return fc
    .record({
      shape: partitionShape(shape),
      forUs: lasting(shape),
      messages: fc.constantFrom('drop' as const, 'hold' as const),
    })
    .map(({ shape: cut, ...rest }): Fault => ({ kind: 'partition', ...rest, ...cut }));
}

function partitionShape(shape: ScheduleShape): fc.Arbitrary<PartitionShape> {
  const isolate = target(shape).map(
    (isolated) => ({ shape: 'isolate', target: isolated }) as const,
  );
  const groups = someNodes(shape.nodes).map(
    (group): PartitionShape => ({ shape: 'groups', groups: [group] }),
  );
  const oneWay = fc.tuple(target(shape), fc.boolean()).map(([aim, isMute]): PartitionShape => {
    const all = { all: true } as const;
    const [from, to] = isMute ? [aim, all] : [all, aim];
    return { shape: 'oneWay', from, to };
  });
  return fc.oneof({ withCrossShrink: true }, isolate, groups, oneWay);
}

function links(shape: ScheduleShape): fc.Arbitrary<{ readonly links?: LinkTarget }> {
  const ends = fc.oneof(
    target(shape).map((from): LinkTarget => ({ from })),
    target(shape).map((to): LinkTarget => ({ to })),
  );
  return fc.oneof(
    { withCrossShrink: true },
    fc.constant({}),
    ends.map((found) => ({ links: found })),
  );
}

/** One node, whoever holds a duty, or several nodes. */
function target({ nodes, duties }: ScheduleShape): fc.Arbitrary<Target> {
  const several = someNodes(nodes).map((found): Target => ({ nodes: found }));
  const holders = duties.map((duty) => fc.constant<Target>({ duty }));
  return fc.oneof({ withCrossShrink: true }, oneNode(nodes), ...holders, several);
}

function oneNode(nodes: number): fc.Arbitrary<Target> {
  return fc.integer({ min: 0, max: nodes - 1 }).map((node) => ({ nodes: [node] }));
}

function someNodes(nodes: number): fc.Arbitrary<readonly number[]> {
  const node = fc.integer({ min: 0, max: nodes - 1 });
  const maxLength = Math.max(1, nodes - 1);
  return fc
    .uniqueArray(node, { minLength: 1, maxLength, size: 'max' })
    .map((found) => found.toSorted((a, b) => a - b));
}
