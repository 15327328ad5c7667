import { describe, expect, test } from 'vitest';
import type { Behavior } from '../../src/core/byzantine.ts';
import type {
  Fault,
  FaultFamily,
  NemesisSetup,
  ScheduledFault,
  Target,
} from '../../src/core/fault.ts';
import { createRng } from '../../src/core/rng.ts';
import { beyond, FAULT_FAMILIES, familyOf } from '../../src/faults/families.ts';
import { FaultInjector } from '../../src/faults/injector.ts';
import { findNemesis, nemeses } from '../../src/faults/nemeses/index.ts';
import { RecordingSurface } from './recording-surface.ts';

const SEEDS = 1_000;
/** What `chaos` draws besides liars: it is of no use to let others lead where nobody lies. */
const DRAWN = FAULT_FAMILIES.filter((family) => family !== 'byzantine' && family !== 'leader');
/** Those that let nodes lie and do little else. */
const LIARS = ['byzzfuzz', 'liars', 'twins'];
const TWO_LIARS = { safeUnder: DRAWN, crashed: 2, byzantine: 2 } as const;

function setup(seed: number, changes: Partial<NemesisSetup> = {}): NemesisSetup {
  return {
    rng: createRng(`seed:${seed}`, 'nemesis'),
    nodeCount: 5,
    horizonUs: 2_000_000,
    tolerates: { safeUnder: DRAWN, crashed: 2, byzantine: 0 },
    duties: ['leader'],
    lies: [],
    hasRounds: true,
    hasLeaders: true,
    typicalLatencyUs: 5_000,
    ...changes,
  };
}

function draw(name: string, drawn: NemesisSetup): readonly ScheduledFault[] {
  const nemesis = findNemesis(name);
  if (nemesis === undefined) throw new Error(`There is no nemesis ${name}.`);
  return nemesis.draw(drawn);
}

function strikeUs({ when }: ScheduledFault): number {
  return 'atUs' in when ? when.atUs : Number.NaN;
}

function targetsOf(fault: Fault): Target[] {
  if ('shape' in fault) {
    if (fault.shape === 'isolate') return [fault.target];
    if (fault.shape === 'oneWay') return [fault.from, fault.to];
    if (fault.shape === 'bridge') return [{ nodes: [fault.bridge] }];
    return fault.shape === 'groups' ? fault.groups.map((nodes) => ({ nodes })) : [];
  }
  if (fault.kind === 'byzantine') return [fault.target, ...targetsOfLie(fault.behavior)];
  if ('target' in fault) return [fault.target];
  if (!('links' in fault)) return [];
  return [fault.links?.from, fault.links?.to].filter((target) => target !== undefined);
}

function targetsOfLie(behavior: Behavior): Target[] {
  if ('to' in behavior) return [behavior.to];
  return 'as' in behavior ? [behavior.as] : [];
}

/** What is wrong with a line, or undefined. */
function flawOf(line: ScheduledFault, drawn: NemesisSetup): string | undefined {
  const { fault } = line;
  const atUs = strikeUs(line);
  const isInHorizon = Number.isInteger(atUs) && atUs >= 0 && atUs < drawn.horizonUs;
  if (!isInHorizon) return `it strikes at ${atUs}us`;
  for (const [key, value] of Object.entries(fault)) {
    const isDuration = Number.isInteger(value) && (key === 'byUs' || value >= 1);
    if (key.endsWith('Us') && !isDuration) return `${key} is ${value}`;
  }
  if ('probability' in fault && !(fault.probability > 0 && fault.probability <= 1)) {
    return `its probability is ${fault.probability}`;
  }
  return targetsOf(fault)
    .map((target) => flawOfTarget(target, drawn))
    .find((flaw) => flaw !== undefined);
}

function flawOfTarget(target: Target, { duties, nodeCount }: NemesisSetup): string | undefined {
  if ('duty' in target && !duties.includes(target.duty)) return `${target.duty} is no duty`;
  if (!('nodes' in target)) return undefined;
  const { nodes } = target;
  if (nodes.length === 0) return 'it names no node';
  if (new Set(nodes).size !== nodes.length) return 'it names a node twice';
  const areNodes = nodes.every((node) => Number.isInteger(node) && node >= 0 && node < nodeCount);
  return areNodes ? undefined : `it names nodes ${nodes}`;
}

/** Nemeses that need liars have two; the others are tried without. */
function liarsIn(name: string): Partial<NemesisSetup> {
  return LIARS.includes(name) ? { tolerates: TWO_LIARS, lies: ['perjury'] } : {};
}

/** How many nodes a schedule corrupts, which it names by number. */
function corruptedBy(schedule: readonly ScheduledFault[]): number {
  const nodes = schedule.flatMap(({ fault }) =>
    fault.kind === 'byzantine' && 'nodes' in fault.target ? fault.target.nodes : [],
  );
  return new Set(nodes).size;
}

describe.each(['byzzfuzz', 'twins'])('%s', (name) => {
  const reignsIn = (drawn: NemesisSetup) =>
    draw(name, drawn).flatMap(({ when, fault }) =>
      fault.kind === 'leader' ? [{ when, ...fault }] : [],
    );

  test('names leaders of single rounds from the start, liars and honest nodes', () => {
    const seen = new Set<number>();
    for (let seed = 0; seed < 200; seed++) {
      const reigns = reignsIn(setup(seed, liarsIn(name)));
      const rounds = reigns.map((reign) => reign.rounds[0]);
      expect(new Set(rounds).size).toBe(rounds.length);
      if (name === 'twins') expect(rounds).toEqual([0, 1, 2, 3, 4, 5, 6]);
      for (const reign of reigns) {
        expect(reign.when).toEqual({ atUs: 0 });
        expect(reign.rounds[1]).toBe(reign.rounds[0]);
        seen.add(reign.node);
      }
    }
    expect(seen.size).toBe(5);
  });

  test('names no leader where rounds have none', () => {
    for (let seed = 0; seed < 50; seed++) {
      expect(reignsIn(setup(seed, { ...liarsIn(name), hasLeaders: false }))).toEqual([]);
    }
  });
});

describe.each(nemeses.map(({ name }) => name))('%s', (name) => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])(
    'draws only what can be done to %i nodes, in order of time',
    (nodeCount) => {
      for (let seed = 0; seed < SEEDS; seed++) {
        const drawn = setup(seed, { nodeCount, ...liarsIn(name) });
        const schedule = draw(name, drawn);
        const flaws = schedule.flatMap((line) => flawOf(line, drawn) ?? []);
        const isOrdered = schedule.every(
          (line, index) => index === 0 || strikeUs(line) >= strikeUs(schedule[index - 1] ?? line),
        );
        if (flaws.length > 0 || !isOrdered)
          expect({ seed, flaws, isOrdered, schedule }).toBe('valid');
      }
    },
  );

  test('draws plain data, and the same for the same seed', () => {
    for (let seed = 0; seed < SEEDS; seed++) {
      const schedule = draw(name, setup(seed, liarsIn(name)));
      expect(JSON.parse(JSON.stringify(schedule))).toEqual(schedule);
      expect(draw(name, setup(seed, liarsIn(name)))).toEqual(schedule);
    }
  });

  test('copes with a horizon of nothing, and with one shorter than a message', () => {
    expect(draw(name, setup(1, { horizonUs: 0 }))).toEqual([]);
    for (let seed = 0; seed < 200; seed++) {
      for (const horizonUs of [1, 2, 7, 1_000]) {
        const typicalLatencyUs = seed % 2 === 0 ? 5_000 : 0;
        const drawn = setup(seed, { horizonUs, typicalLatencyUs, ...liarsIn(name) });
        const schedule = draw(name, drawn);
        expect(schedule.flatMap((line) => flawOf(line, drawn) ?? [])).toEqual([]);
      }
    }
  });

  test('leaves the world whole after the heal', () => {
    for (let seed = 0; seed < 200; seed++) {
      const world = new RecordingSurface({ nodes: 5, clients: [0, undefined] });
      world.holders.set('leader', seed % 5);
      const injector = new FaultInjector(draw(name, setup(seed)));
      injector.begin(world);
      world.runUntil(2_000_000);
      injector.heal(world);
      world.runUntil(9_000_000);
      const nodes = [0, 1, 2, 3, 4];
      expect(nodes.filter((node) => !world.isUp(node) || world.isPaused(node))).toEqual([]);
      expect(world.effectCount).toBe(0);
    }
  });
});

describe.each(LIARS)('%s', (name) => {
  test('corrupts nobody where the protocol tolerates no liar', () => {
    for (let seed = 0; seed < 200; seed++) {
      const kinds = draw(name, setup(seed)).map(({ fault }) => fault.kind);
      expect(kinds).not.toContain('byzantine');
    }
  });

  test('corrupts up to as many nodes as the protocol tolerates', () => {
    const counts = new Set<number>();
    for (let seed = 0; seed < 200; seed++)
      counts.add(corruptedBy(draw(name, setup(seed, liarsIn(name)))));
    expect(Math.max(...counts)).toBe(2);
  });
});

describe.each(nemeses.map(({ name }) => name).filter((name) => !LIARS.includes(name)))(
  '%s',
  (name) => {
    test('lands something in almost every trial', () => {
      let idle = 0;
      for (let seed = 0; seed < 200; seed++) {
        const world = new RecordingSurface({ nodes: 5 });
        world.holders.set('leader', seed % 5);
        const injector = new FaultInjector(draw(name, setup(seed)));
        injector.begin(world);
        world.runUntil(2_000_000);
        if (injector.reports.every(({ landed }) => landed === 0)) idle++;
      }
      if (name === 'none') expect(idle).toBe(200);
      else expect(idle).toBeLessThan(10);
    });
  },
);

describe('chaos', () => {
  test('lets nodes lie where the protocol tolerates it, and never more than that', () => {
    const counts = new Set<number>();
    for (let seed = 0; seed < SEEDS; seed++) {
      counts.add(corruptedBy(draw('chaos', setup(seed, { tolerates: TWO_LIARS }))));
    }
    expect([...counts].sort()).toEqual([0, 1, 2]);
  });

  test('crashes only those who may lie where a crash counts as a lie', () => {
    const tolerates = { safeUnder: [], crashed: 0, byzantine: 1, crashIsByzantine: true };
    for (let seed = 0; seed < SEEDS; seed++) {
      const targets = draw('chaos', setup(seed, { tolerates })).flatMap(({ fault }) =>
        'target' in fault && 'nodes' in fault.target ? fault.target.nodes : [],
      );
      expect(new Set(targets).size).toBe(1);
    }
  });

  test.each([2, 3, 5, 9])('uses each family within 1,000 seeds at %i nodes', (nodeCount) => {
    const seen = new Set<FaultFamily>();
    for (let seed = 0; seed < SEEDS; seed++) {
      for (const { fault } of draw('chaos', setup(seed, { nodeCount }))) seen.add(familyOf(fault));
    }
    expect(DRAWN.filter((family) => !seen.has(family))).toEqual([]);
  });

  test('uses each kind of fault and each shape of partition within 1,000 seeds', () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < SEEDS; seed++) {
      for (const { fault } of draw('chaos', setup(seed))) {
        seen.add('shape' in fault ? `${fault.kind} ${fault.shape}` : fault.kind);
      }
    }
    const shapes = ['bridge', 'groups', 'isolate', 'oneWay', 'ring'];
    const kinds = [
      ...['clockDrift', 'clockJump', 'clog', 'corruption', 'crash', 'diskStall', 'duplication'],
      ...['loss', 'lostWrites', 'pause', 'restart', 'slowLink', 'tornWrites'],
      ...shapes.flatMap((shape) => [`flap ${shape}`, `partition ${shape}`]),
    ];
    expect([...seen].toSorted((a, b) => (a < b ? -1 : 1))).toEqual(
      kinds.toSorted((a, b) => (a < b ? -1 : 1)),
    );
  });

  test.each(DRAWN)('leaves %s out where the protocol does not promise to survive it', (family) => {
    const safeUnder = DRAWN.filter((other) => other !== family);
    const tolerates = { safeUnder, crashed: 2, byzantine: 0 };
    for (let seed = 0; seed < SEEDS; seed++) {
      expect(beyond(draw('chaos', setup(seed, { tolerates })), tolerates, 0)).toEqual([]);
    }
  });

  test('draws nothing for a protocol that promises nothing', () => {
    const tolerates = { safeUnder: [], crashed: 0, byzantine: 0 };
    expect(draw('chaos', setup(1, { tolerates }))).toEqual([]);
  });

  test('crashes majorities at once', () => {
    const hasMajority = ({ fault }: ScheduledFault): boolean =>
      fault.kind === 'crash' && 'nodes' in fault.target && fault.target.nodes.length >= 3;
    const trials = Array.from({ length: SEEDS }, (_, seed) => draw('chaos', setup(seed)));
    expect(trials.filter((schedule) => schedule.some(hasMajority)).length).toBeGreaterThan(50);
  });

  test('leaves out about half of the families in a trial, each as often as another', () => {
    const uses = new Map<FaultFamily, number>();
    for (let seed = 0; seed < SEEDS; seed++) {
      const families = new Set(draw('chaos', setup(seed)).map(({ fault }) => familyOf(fault)));
      for (const family of families) uses.set(family, (uses.get(family) ?? 0) + 1);
    }
    // Crashes also come with disk faults, hence the wider bound above.
    for (const family of DRAWN) {
      const [low, high] = family === 'crash' ? [900, 1_000] : [430, 570];
      expect(uses.get(family), family).toBeGreaterThan(low);
      expect(uses.get(family), family).toBeLessThan(high);
    }
  });
});

describe('leader-hunter', () => {
  test('hunts holders of duties with every weapon, and with nothing else', () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < SEEDS; seed++) {
      for (const { fault } of draw('leader-hunter', setup(seed))) {
        expect(targetsOf(fault)).toContainEqual({ duty: 'leader' });
        seen.add('shape' in fault ? fault.shape : fault.kind);
      }
    }
    expect([...seen].toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      ...['crash', 'isolate', 'oneWay', 'pause'],
    ]);
  });

  test('uses only weapons that the protocol promises to survive', () => {
    const tolerates = { safeUnder: ['pause'], crashed: 0, byzantine: 0 } as const;
    for (let seed = 0; seed < 100; seed++) {
      expect(beyond(draw('leader-hunter', setup(seed, { tolerates })), tolerates, 0)).toEqual([]);
    }
  });

  test('finds nobody where the protocol knows no duty', () => {
    expect(draw('leader-hunter', setup(1, { duties: [] }))).toEqual([]);
  });
});

test('a rolling restart restarts every node, and never two at a time', () => {
  for (let seed = 0; seed < SEEDS; seed++) {
    const restarts = new Set<number>();
    let backAtUs = -1;
    for (const line of draw('rolling-restart', setup(seed))) {
      const { fault } = line;
      if (fault.kind !== 'crash' || !('nodes' in fault.target)) throw new Error('not a crash');
      expect(strikeUs(line)).toBeGreaterThan(backAtUs);
      backAtUs = strikeUs(line) + (fault.forUs ?? Number.NaN);
      for (const node of fault.target.nodes) restarts.add(node);
    }
    expect(restarts.size).toBe(5);
    expect(backAtUs).toBeLessThanOrEqual(2_000_000);
  }
});

test('a swizzle clogs nodes both ways one by one, and unclogs them one by one in another order', () => {
  let reordered = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const schedule = draw('swizzle', setup(seed, { horizonUs: 200_000 }));
    const clogs = schedule.filter(({ fault }) => fault.kind === 'clog' && fault.links?.from);
    expect(schedule.length).toBe(2 * clogs.length);
    const starts = clogs.map(strikeUs);
    const ends = clogs.map((line) => {
      const forUs = line.fault.kind === 'clog' ? line.fault.forUs : undefined;
      return strikeUs(line) + (forUs ?? Number.NaN);
    });
    expect(new Set(starts).size).toBe(starts.length);
    expect(new Set(ends).size).toBe(ends.length);
    expect(Math.max(...ends)).toBeLessThanOrEqual(200_000);
    const isReordered = ends.some((endUs, index) => endUs < (ends[index - 1] ?? 0));
    if (isReordered) reordered++;
  }
  expect(reordered).toBeGreaterThan(SEEDS / 2);
});

test('nemeses are listed by name, and found by it', () => {
  const names = nemeses.map(({ name }) => name);
  expect(names).toEqual([
    ...['byzzfuzz', 'chaos', 'crashes', 'leader-hunter', 'liars', 'none', 'partitions'],
    ...['rolling-restart', 'swizzle', 'twins'],
  ]);
  for (const nemesis of nemeses) expect(findNemesis(nemesis.name)).toBe(nemesis);
  expect(findNemesis('gremlins')).toBeUndefined();
});

test('a longer horizon gives room for more faults', () => {
  const average = (horizonUs: number): number => {
    const counts = Array.from(
      { length: 200 },
      (_, seed) => draw('crashes', setup(seed, { horizonUs })).length,
    );
    return counts.reduce((sum, count) => sum + count, 0) / counts.length;
  };
  expect(average(4_000_000)).toBeGreaterThan(2 * average(200_000));
});
