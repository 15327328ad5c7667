import { describe, expect, test } from 'vitest';
import type { Fault, ScheduledFault } from '../../src/core/fault.ts';
import { FaultInjector } from '../../src/faults/injector.ts';
import { RecordingSurface, type WorldOptions } from './recording-surface.ts';

const n0 = { nodes: [0] };
const n1 = { nodes: [1] };

function at(atUs: number, fault: Fault): ScheduledFault {
  return { when: { atUs }, fault };
}

/** Begins the schedule in a world of three nodes, or the given one. */
function begin(
  schedule: readonly ScheduledFault[],
  options: WorldOptions = { nodes: 3 },
): { world: RecordingSurface; injector: FaultInjector; landed: () => number[] } {
  const world = new RecordingSurface(options);
  const injector = new FaultInjector(schedule);
  injector.begin(world);
  return { world, injector, landed: () => injector.reports.map((report) => report.landed) };
}

describe('each fault lands and undoes itself', () => {
  const cases: readonly [string, Fault, readonly string[]][] = [
    [
      'a crash restarts the node with its disk kept',
      { kind: 'crash', target: n0, forUs: 50 },
      ['100 crash n0', '150 restart n0 disk kept'],
    ],
    [
      'a pause resumes the node',
      { kind: 'pause', target: n0, forUs: 50 },
      ['100 pause n0', '150 resume n0'],
    ],
    [
      'a clock drift ends with no drift',
      { kind: 'clockDrift', target: n0, ppm: 200, forUs: 50 },
      ['100 drift n0 200', '150 drift n0 0'],
    ],
    [
      'a clock jump moves the clock once and for all',
      { kind: 'clockJump', target: n0, byUs: -7 },
      ['100 jump n0 -7'],
    ],
    [
      'a disk stall names its end when it begins',
      { kind: 'diskStall', target: n0, forUs: 50 },
      ['100 stall n0 until 150'],
    ],
    [
      'a disk that loses writes becomes honest again',
      { kind: 'lostWrites', target: n0, forUs: 50 },
      ['100 lostWrites n0 on', '150 lostWrites n0 off'],
    ],
    [
      'a disk that tears writes becomes whole again',
      { kind: 'tornWrites', target: n0, forUs: 50 },
      ['100 tornWrites n0 on', '150 tornWrites n0 off'],
    ],
    [
      'a partition is lifted',
      { kind: 'partition', shape: 'isolate', target: n0, forUs: 50 },
      ['100 +1', '150 -1'],
    ],
  ];
  test.each(cases)('%s', (_, fault, deeds) => {
    const { world, landed } = begin([at(100, fault)]);
    world.runUntil(1_000);
    expect(world.deeds).toEqual(deeds);
    expect(landed()).toEqual([1]);
  });

  test('a fault without an end lasts until the heal', () => {
    const { world, injector } = begin([at(100, { kind: 'crash', target: n0 })]);
    world.runUntil(1_000);
    expect(world.isUp(0)).toBe(false);
    injector.heal(world);
    expect(world.deeds).toEqual(['100 crash n0', '1000 restart n0 disk kept']);
  });

  test('a restart with a lost disk says so', () => {
    const { world, landed } = begin([
      at(100, { kind: 'crash', target: n0 }),
      at(200, { kind: 'restart', target: { crashed: true }, disk: 'lost' }),
    ]);
    world.runUntil(1_000);
    expect(world.deeds).toEqual(['100 crash n0', '200 restart n0 disk lost']);
    expect(landed()).toEqual([1, 1]);
  });

  test('a resume ends a pause early', () => {
    const { world, landed } = begin([
      at(100, { kind: 'pause', target: n0, forUs: 900 }),
      at(200, { kind: 'resume', target: n0 }),
    ]);
    world.runUntil(2_000);
    expect(world.deeds).toEqual(['100 pause n0', '200 resume n0']);
    expect(landed()).toEqual([1, 1]);
  });
});

describe('faults of links', () => {
  const cases: readonly [string, Fault, object][] = [
    [
      'a partition drops messages',
      { kind: 'partition', shape: 'isolate', target: n0 },
      { block: 'drop' },
    ],
    [
      'a holding partition keeps messages',
      { kind: 'partition', messages: 'hold', shape: 'isolate', target: n0 },
      { block: 'hold' },
    ],
    ['loss has its probability', { kind: 'loss', probability: 0.1 }, { loss: 0.1 }],
    [
      'duplication has its probability',
      { kind: 'duplication', probability: 0.2 },
      { duplication: 0.2 },
    ],
    [
      'corruption has its probability',
      { kind: 'corruption', probability: 0.3 },
      { corruption: 0.3 },
    ],
    ['a slow link has its factor', { kind: 'slowLink', factor: 4 }, { latencyFactor: 4 }],
    ['a clog holds messages', { kind: 'clog' }, { block: 'hold' }],
  ];
  test.each(cases)('%s', (_, fault, effect) => {
    const { world } = begin([at(0, fault)]);
    world.runUntil(10);
    expect(world.effectsOn(0, 1)).toEqual([effect]);
  });

  test('links may be named from one side, to another, or both', () => {
    const { world } = begin([
      at(0, { kind: 'loss', probability: 0.1, links: { from: n0 } }),
      at(0, { kind: 'duplication', probability: 0.2, links: { to: n1 } }),
      at(0, { kind: 'corruption', probability: 0.3, links: { from: n0, to: n1 } }),
    ]);
    world.runUntil(0);
    expect(world.effectsOn(0, 1)).toEqual([
      { loss: 0.1 },
      { duplication: 0.2 },
      { corruption: 0.3 },
    ]);
    expect(world.effectsOn(0, 2)).toEqual([{ loss: 0.1 }]);
    expect(world.effectsOn(2, 1)).toEqual([{ duplication: 0.2 }]);
    expect(world.effectsOn(1, 0)).toEqual([]);
  });

  test('a client shares the links of its node to others, but the way to its own node is no link', () => {
    const world = { nodes: 2, clients: [0, undefined] };
    const { world: surface } = begin([at(0, { kind: 'loss', probability: 1 })], world);
    surface.runUntil(0);
    expect(surface.effectsOn(2, 1)).toHaveLength(1);
    expect(surface.effectsOn(2, 0)).toHaveLength(0);
    expect(surface.effectsOn(3, 0)).toHaveLength(1);
    expect(surface.effectsOn(2, 3)).toHaveLength(0);
  });

  test('a flapping partition cuts at once, and then alternates until its end', () => {
    const { world, landed } = begin([
      at(100, { kind: 'flap', shape: 'isolate', target: n0, downUs: 10, upUs: 20, forUs: 65 }),
    ]);
    world.runUntil(1_000);
    expect(world.deeds).toEqual(['100 +1', '110 -1', '130 +2', '140 -2', '160 +3', '165 -3']);
    expect(landed()).toEqual([3]);
  });

  test('a flapping partition keeps to the links of its first cut', () => {
    const { world } = begin([
      at(100, {
        kind: 'flap',
        shape: 'isolate',
        target: { duty: 'leader' },
        downUs: 10,
        upUs: 10,
      }),
    ]);
    world.holders.set('leader', 2);
    world.runUntil(115);
    world.holders.set('leader', 0);
    world.runUntil(125);
    expect(world.effectsOn(2, 1)).toHaveLength(1);
    expect(world.effectsOn(0, 1)).toHaveLength(0);
  });

  test('a heal of the network ends every fault of it, and no other', () => {
    const { world, injector, landed } = begin([
      at(100, { kind: 'crash', target: n0 }),
      at(100, { kind: 'partition', shape: 'isolate', target: n1, forUs: 500 }),
      at(100, { kind: 'flap', shape: 'isolate', target: n1, downUs: 10, upUs: 10 }),
      at(100, { kind: 'loss', probability: 0.5 }),
      at(200, { kind: 'heal' }),
      at(201, { kind: 'heal' }),
    ]);
    world.runUntil(300);
    expect(world.effectCount).toBe(0);
    expect(world.isUp(0)).toBe(false);
    expect(landed().slice(-2)).toEqual([1, 0]);
    world.runUntil(1_000);
    expect(world.effectCount).toBe(0);
    injector.heal(world);
    expect(world.deeds.at(-1)).toBe('1000 restart n0 disk kept');
  });
});

describe('targets are looked up when the fault strikes', () => {
  const options = { nodes: 4, roles: { bidder: [1, 2] }, zones: { eu: [2, 3] } };

  test('a duty means whoever holds it then', () => {
    const { world } = begin([at(100, { kind: 'crash', target: { duty: 'leader' } })]);
    world.holders.set('leader', 1);
    world.runUntil(99);
    world.holders.set('leader', 2);
    world.runUntil(100);
    expect(world.deeds).toEqual(['100 crash n2']);
  });

  test('a role, a zone and all mean their nodes', () => {
    const { world, landed } = begin(
      [
        at(1, { kind: 'pause', target: { role: 'bidder' } }),
        at(2, { kind: 'crash', target: { zone: 'eu' } }),
        at(3, { kind: 'crash', target: { all: true } }),
      ],
      options,
    );
    world.runUntil(10);
    expect(world.deeds).toEqual([
      '1 pause n1',
      '1 pause n2',
      '2 crash n2',
      '2 crash n3',
      '3 crash n0',
      '3 crash n1',
    ]);
    expect(landed()).toEqual([2, 2, 2]);
  });

  test('a node named twice is hit once', () => {
    const { world } = begin([at(1, { kind: 'clockJump', target: { nodes: [0, 0] }, byUs: 5 })]);
    world.runUntil(10);
    expect(world.deeds).toEqual(['1 jump n0 5']);
  });

  test('a node that does not exist is a defect', () => {
    const { world } = begin([at(1, { kind: 'crash', target: { nodes: [3] } })]);
    expect(() => world.runUntil(10)).toThrow('A fault names n3, but there are 3 nodes.');
  });
});

describe('a fault does not land', () => {
  const down = at(0, { kind: 'crash', target: n0 });
  const cases: readonly [string, readonly ScheduledFault[], WorldOptions?][] = [
    ['when it crashes a node that is down', [down, at(5, { kind: 'crash', target: n0 })]],
    ['when it pauses a node that is down', [down, at(5, { kind: 'pause', target: n0 })]],
    ['when it restarts a node that is up', [at(5, { kind: 'restart', target: n0 })]],
    ['when it resumes a node that runs', [at(5, { kind: 'resume', target: n0 })]],
    ['when nobody holds the duty', [at(5, { kind: 'crash', target: { duty: 'leader' } })]],
    ['when no node has the role', [at(5, { kind: 'crash', target: { role: 'judge' } })]],
    [
      'when a partition leaves nobody on the other side',
      [at(5, { kind: 'partition', shape: 'groups', groups: [[0, 1, 2]] })],
    ],
    [
      'when a flapping partition cuts nothing',
      [at(5, { kind: 'flap', shape: 'isolate', target: { all: true }, upUs: 1, downUs: 1 })],
    ],
    ['when there is no link to slow', [at(5, { kind: 'slowLink', factor: 2 })], { nodes: 1 }],
    ['when there is nothing to heal', [at(5, { kind: 'heal' })]],
    ['when a clock jumps by nothing', [at(5, { kind: 'clockJump', target: n0, byUs: 0 })]],
    ['when a clock drifts by nothing', [at(5, { kind: 'clockDrift', target: n0, ppm: 0 })]],
    [
      'when a disk is stalled for longer already',
      [
        at(0, { kind: 'diskStall', target: n0, forUs: 100 }),
        at(5, { kind: 'diskStall', target: n0, forUs: 95 }),
      ],
    ],
    [
      'when its disk loses writes already',
      [at(0, { kind: 'lostWrites', target: n0 }), at(5, { kind: 'lostWrites', target: n0 })],
    ],
  ];
  test.each(cases)('%s', (_, schedule, options) => {
    const { world, landed } = begin(schedule, options);
    world.runUntil(1_000);
    expect(landed().at(-1)).toBe(0);
  });
});

describe('faults that overlap', () => {
  test('a node is down until the last crash that holds it ends', () => {
    const { world, landed } = begin([
      at(0, { kind: 'crash', target: n0, forUs: 100 }),
      at(50, { kind: 'crash', target: n0, forUs: 100 }),
    ]);
    world.runUntil(99);
    expect(landed()).toEqual([1, 0]);
    world.runUntil(1_000);
    expect(world.deeds).toEqual(['0 crash n0', '150 restart n0 disk kept']);
    expect(landed()).toEqual([1, 1]);
  });

  test('a crash inside another ends without restarting the node', () => {
    const { world, landed } = begin([
      at(0, { kind: 'crash', target: n0, forUs: 200 }),
      at(50, { kind: 'crash', target: n0, forUs: 50 }),
    ]);
    world.runUntil(1_000);
    expect(world.deeds).toEqual(['0 crash n0', '200 restart n0 disk kept']);
    expect(landed()).toEqual([1, 0]);
  });

  test('the end of a crash does not undo a later crash of a node that was restarted between', () => {
    const { world } = begin([
      at(0, { kind: 'crash', target: n0, forUs: 100 }),
      at(40, { kind: 'restart', target: n0 }),
      at(60, { kind: 'crash', target: n0, forUs: 100 }),
    ]);
    world.runUntil(1_000);
    expect(world.deeds).toEqual([
      '0 crash n0',
      '40 restart n0 disk kept',
      '60 crash n0',
      '160 restart n0 disk kept',
    ]);
  });

  test('the end of a pause that was resumed early does not touch a later one', () => {
    const { world } = begin([
      at(0, { kind: 'pause', target: n0, forUs: 100 }),
      at(10, { kind: 'resume', target: n0 }),
      at(30, { kind: 'pause', target: n0, forUs: 100 }),
    ]);
    world.runUntil(1_000);
    expect(world.deeds).toEqual(['0 pause n0', '10 resume n0', '30 pause n0', '130 resume n0']);
  });

  test('a crash ends a pause, and the end of that pause does not touch a later one', () => {
    const { world, landed } = begin([
      at(0, { kind: 'pause', target: n0, forUs: 100 }),
      at(10, { kind: 'crash', target: n0, forUs: 10 }),
      at(30, { kind: 'pause', target: n0, forUs: 100 }),
    ]);
    world.runUntil(1_000);
    expect(world.deeds).toEqual([
      '0 pause n0',
      '10 crash n0',
      '20 restart n0 disk kept',
      '30 pause n0',
      '130 resume n0',
    ]);
    expect(landed()).toEqual([1, 1, 1]);
  });

  test('nested partitions are lifted one by one', () => {
    const { world } = begin([
      at(0, { kind: 'partition', shape: 'isolate', target: n0, forUs: 300 }),
      at(100, { kind: 'partition', shape: 'groups', groups: [[0], [1], [2]], forUs: 100 }),
    ]);
    world.runUntil(150);
    expect(world.effectsOn(0, 1)).toHaveLength(2);
    expect(world.effectsOn(1, 2)).toHaveLength(1);
    world.runUntil(250);
    expect(world.effectsOn(0, 1)).toHaveLength(1);
    expect(world.effectsOn(1, 2)).toHaveLength(0);
    world.runUntil(300);
    expect(world.effectsOn(0, 1)).toHaveLength(0);
  });

  test('drifts add up, and each end subtracts its own', () => {
    const { world, landed } = begin([
      at(0, { kind: 'clockDrift', target: n0, ppm: 0.1, forUs: 100 }),
      at(50, { kind: 'clockDrift', target: n0, ppm: -0.4, forUs: 100 }),
    ]);
    world.runUntil(1_000);
    expect(world.deeds).toEqual([
      '0 drift n0 0.1',
      `50 drift n0 ${0.1 - 0.4}`,
      '100 drift n0 -0.4',
      '150 drift n0 0',
    ]);
    expect(landed()).toEqual([1, 1]);
  });

  test('a longer stall prolongs a shorter one', () => {
    const { world } = begin([
      at(0, { kind: 'diskStall', target: n0, forUs: 100 }),
      at(50, { kind: 'diskStall', target: n0, forUs: 100 }),
    ]);
    world.runUntil(1_000);
    expect(world.deeds).toEqual(['0 stall n0 until 100', '50 stall n0 until 150']);
  });
});

describe('triggers', () => {
  test('a fault strikes at the first matching message, once the handler is done', () => {
    const { world } = begin([{ when: { message: 'Vote' }, fault: { kind: 'crash', target: n0 } }]);
    world.runUntil(100);
    world.sends('Vote', 0, 1);
    expect(world.deeds).toEqual([]);
    world.runUntil(100);
    expect(world.deeds).toEqual(['100 crash n0']);
  });

  test('a fault strikes after the k-th message between two nodes', () => {
    const { world } = begin([
      {
        when: { message: 'Vote', from: 0, to: 1, occurrence: 2, afterUs: 30 },
        fault: { kind: 'crash', target: n0 },
      },
    ]);
    world.runUntil(100);
    world.sends('Vote', 0, 1);
    world.sends('Vote', 0, 2);
    world.sends('Vote', 1, 0);
    world.sends('Other', 0, 1);
    world.runUntil(200);
    world.sends('Vote', 0, 1);
    world.sends('Vote', 0, 1);
    world.runUntil(1_000);
    expect(world.deeds).toEqual(['230 crash n0']);
  });

  test('a fault strikes after the k-th observation of a node', () => {
    const { world } = begin([
      {
        when: { observation: 'BecameLeader', node: 1, occurrence: 2 },
        fault: { kind: 'crash', target: n1 },
      },
    ]);
    world.observes('BecameLeader', 1);
    world.observes('BecameLeader', 0);
    world.runUntil(50);
    expect(world.deeds).toEqual([]);
    world.observes('BecameLeader', 1);
    world.runUntil(60);
    expect(world.deeds).toEqual(['50 crash n1']);
  });

  test('lines of the same instant strike in the order of the schedule', () => {
    const { world } = begin([
      at(10, { kind: 'pause', target: n1 }),
      at(5, { kind: 'crash', target: n0 }),
      at(10, { kind: 'restart', target: n0 }),
      at(10, { kind: 'crash', target: n1 }),
    ]);
    world.runUntil(10);
    expect(world.deeds).toEqual([
      '5 crash n0',
      '10 pause n1',
      '10 restart n0 disk kept',
      '10 crash n1',
    ]);
  });
});

describe('the heal at the end of the faulty phase', () => {
  test('it lifts every effect: network, disks, clocks, then processes', () => {
    const { world, injector } = begin([
      at(0, { kind: 'crash', target: n0 }),
      at(0, { kind: 'pause', target: n1 }),
      at(0, { kind: 'lostWrites', target: n1 }),
      at(0, { kind: 'tornWrites', target: n1 }),
      at(0, { kind: 'clockDrift', target: n1, ppm: 5 }),
      at(0, { kind: 'diskStall', target: n1, forUs: 900 }),
      at(0, { kind: 'loss', probability: 0.5 }),
      at(0, { kind: 'flap', shape: 'isolate', target: n0, upUs: 5, downUs: 500 }),
    ]);
    world.runUntil(100);
    world.deeds.length = 0;
    injector.heal(world);
    expect(world.deeds).toEqual([
      '100 -1',
      '100 -2',
      '100 stall n1 until 100',
      '100 lostWrites n1 off',
      '100 tornWrites n1 off',
      '100 drift n1 0',
      '100 restart n0 disk kept',
      '100 resume n1',
    ]);
  });

  test('nothing strikes and nothing is undone afterwards', () => {
    const { world, injector, landed } = begin([
      at(0, { kind: 'crash', target: n0, forUs: 500 }),
      at(0, { kind: 'flap', shape: 'isolate', target: n0, upUs: 30, downUs: 30, forUs: 500 }),
      at(200, { kind: 'crash', target: n1 }),
      { when: { message: 'Vote' }, fault: { kind: 'crash', target: n1 } },
      { when: { observation: 'Led', afterUs: 50 }, fault: { kind: 'crash', target: n1 } },
    ]);
    world.runUntil(90);
    world.observes('Led', 0);
    world.runUntil(100);
    injector.heal(world);
    const deeds = world.deeds.length;
    world.sends('Vote', 0, 1);
    world.runUntil(1_000);
    expect(world.deeds).toHaveLength(deeds);
    expect(landed()).toEqual([1, 2, 0, 0, 0]);
  });

  test('a second heal does nothing', () => {
    const { world, injector } = begin([at(0, { kind: 'crash', target: n0 })]);
    world.runUntil(100);
    injector.heal(world);
    injector.heal(world);
    expect(world.deeds).toEqual(['0 crash n0', '100 restart n0 disk kept']);
  });

  test('the world that is healed is the one in which the faults began', () => {
    const { injector } = begin([]);
    expect(() => injector.heal(new RecordingSurface({ nodes: 3 }))).toThrow('in which they began');
  });
});

test('an injector begins each trial anew, and in the trial before nothing strikes or ends', () => {
  const {
    world: first,
    injector,
    landed,
  } = begin([
    at(10, { kind: 'crash', target: n0, forUs: 50 }),
    at(20, { kind: 'crash', target: n1 }),
  ]);
  first.runUntil(10);
  expect(landed()).toEqual([1, 0]);
  const second = new RecordingSurface({ nodes: 3 });
  injector.begin(second);
  expect(landed()).toEqual([0, 0]);
  first.runUntil(100);
  expect(first.deeds).toEqual(['10 crash n0']);
  second.runUntil(100);
  expect(second.deeds).toEqual(['10 crash n0', '20 crash n1', '60 restart n0 disk kept']);
  expect(landed()).toEqual([1, 1]);
});
