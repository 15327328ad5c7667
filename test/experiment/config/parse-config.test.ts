import { describe, expect, test } from 'vitest';
import type { Behavior } from '../../../src/core/byzantine.ts';
import type { Fault, ScheduledFault } from '../../../src/core/fault.ts';
import type { NetworkOptions } from '../../../src/core/network-options.ts';
import type { ClientOptions, SimConfig } from '../../../src/core/sim-config.ts';
import type { Override } from '../../../src/experiment/config/overrides.ts';
import { parseConfig } from '../../../src/experiment/config/parse.ts';
import { registry, source } from './fake-registry.ts';

const ELECTION = 'protocol: election\nnodes: 5\nduration: 2s\n';

function parse(rest: string, overrides: readonly Override[] = []): SimConfig {
  return parseConfig(ELECTION + rest, source(), registry, overrides);
}

function network(section: string): NetworkOptions {
  return parse(`network: ${section}\n`).network;
}

function clients(section: string): ClientOptions | undefined {
  return parse(`clients: ${section}\n`).clients;
}

function scheduled(line: string): ScheduledFault | undefined {
  return parse(`faults:\n  - ${line}\n`).faults[0];
}

function fault(line: string): Fault | undefined {
  return scheduled(`{at: 1s, ${line}}`)?.fault;
}

describe('a liar', () => {
  test.each<[line: string, behavior: Behavior]>([
    ['does: silence', { does: 'silence' }],
    ['does: omit, to: [1]', { does: 'omit', to: { nodes: [1] } }],
    ['does: delay, by: 5ms', { does: 'delay', byUs: 5_000 }],
    ['does: withhold', { does: 'withhold' }],
    ['does: duplicate', { does: 'duplicate' }],
    ['does: replay', { does: 'replay' }],
    ['does: reorder', { does: 'reorder' }],
    ['does: mutate, field: term', { does: 'mutate', field: 'term' }],
    ['does: equivocate, to: [1, 2]', { does: 'equivocate', to: { nodes: [1, 2] } }],
    ['does: impersonate, as: [3]', { does: 'impersonate', as: { nodes: [3] } }],
    ['does: amnesia', { does: 'amnesia' }],
    [
      'does: twins, first: [0, 1], second: [2]',
      { does: 'twins', first: { nodes: [0, 1] }, second: { nodes: [2] } },
    ],
    [
      'does: silence, messages: [Vote], rounds: [2, 3], probability: 0.5',
      { does: 'silence', messages: ['Vote'], rounds: [2, 3], probability: 0.5 },
    ],
  ])('{%s} is its behaviour and nothing else', (line, behavior) => {
    expect(scheduled(`{at: 1s, byzantine: 4, ${line}, for: 2s}`)).toStrictEqual({
      when: { atUs: 1_000_000 },
      fault: { kind: 'byzantine', target: { nodes: [4] }, behavior, forUs: 2_000_000 },
    });
  });
});

test('the leader of some rounds is named for all of the trial', () => {
  const reign = scheduled('{at: 0s, leader: 2, rounds: [1, 3]}');
  expect(reign).toStrictEqual({
    when: { atUs: 0 },
    fault: { kind: 'leader', node: 2, rounds: [1, 3] },
  });
});

describe('the config as a whole', () => {
  test('three keys are enough, and every default is filled in', () => {
    expect(parse('')).toStrictEqual({
      name: 'x',
      protocol: 'election',
      nodes: 5,
      params: {
        electionTimeout: { minUs: 150_000, maxUs: 300_000 },
        heartbeat: 50_000,
        preVote: true,
        batch: 8,
        reads: 'leader',
      },
      seed: '1',
      trials: 1000,
      durationUs: 2_000_000,
      settleUs: 0,
      maxEvents: 10_000_000,
      network: { latency: { kind: 'constant', value: 1000 } },
      disk: {},
      faults: [],
      nemesis: 'none',
      beyondTolerance: false,
      ties: 'ordered',
    });
  });

  test('every key may be given', () => {
    const text = `
      variant: quorum-of-half
      seed: dawn
      trials: 10
      settle: 1.5s
      max-events: 5000
      params: {electionTimeout: 1s..2s}
      disk: {sync: {uniform: 0ms..4ms}}
      nemesis: chaos
      ties: shuffled
      invariants: [Log Matching]
    `;
    expect(parse(text.replace(/^ {6}/gm, ''))).toMatchObject({
      variant: 'quorum-of-half',
      seed: 'dawn',
      trials: 10,
      settleUs: 1_500_000,
      maxEvents: 5000,
      params: { electionTimeout: { minUs: 1_000_000, maxUs: 2_000_000 } },
      disk: { sync: { kind: 'uniform', min: 0, max: 4000 } },
      nemesis: 'chaos',
      ties: 'shuffled',
      invariants: ['Log Matching'],
    });
  });

  test('the first policy of the family is the default', () => {
    const config = 'protocol: auction\nnodes: 3\nduration: 1s\n';
    expect(parseConfig(config, source(), registry).policy).toBe('truthful');
    expect(parseConfig(`${config}policy: shaded\n`, source(), registry).policy).toBe('shaded');
  });

  test.each([
    ['sim-configs/raft/leader-crash.yaml', 'raft/leader-crash'],
    ['/home/ann/sim-configs/raft/mutants/x.yml', 'raft/mutants/x'],
    ['C:\\work\\mine.yaml', 'mine'],
    ['mine.yaml', 'mine'],
  ])('%s is called %s', (path, name) => {
    expect(parseConfig(ELECTION, source(path), registry).name).toBe(name);
  });

  test('anchors may be used for what repeats', () => {
    const text = 'network: {latency: &slow {uniform: 1ms..5ms}}\ndisk: {sync: *slow}\n';
    expect(parse(text).disk.sync).toEqual({ kind: 'uniform', min: 1000, max: 5000 });
  });
});

describe('the network', () => {
  test.each([
    ['5ms', { kind: 'constant', value: 5000 }],
    ['{uniform: 1ms..5ms}', { kind: 'uniform', min: 1000, max: 5000 }],
    ['{exponential: {mean: 5ms}}', { kind: 'exponential', mean: 5000 }],
    ['{exponential: {mean: 5ms, min: 1ms}}', { kind: 'exponential', mean: 5000, min: 1000 }],
    [
      '{normal: {mean: 5ms, deviation: 1ms, min: 1ms, max: 9ms}}',
      { kind: 'normal', mean: 5000, deviation: 1000, min: 1000, max: 9000 },
    ],
    ['{lognormal: {median: 5ms, sigma: 0.5}}', { kind: 'lognormal', median: 5000, sigma: 0.5 }],
    [
      '{pareto: {scale: 5ms, shape: 1.5, max: 1s}}',
      { kind: 'pareto', scale: 5000, shape: 1.5, max: 1_000_000 },
    ],
    [
      '{bimodal: {usually: 1ms, sometimes: {uniform: 5ms..9ms}, probability: 0.1}}',
      {
        kind: 'bimodal',
        first: { kind: 'constant', value: 1000 },
        second: { kind: 'uniform', min: 5000, max: 9000 },
        weight: 0.1,
      },
    ],
    ['{empirical: latencies.csv}', { kind: 'empirical', values: [1000, 2500] }],
  ])('latency %s', (text, latency) => {
    expect(network(`{latency: ${text}}`).latency).toStrictEqual(latency);
  });

  test.each([
    ['0.01', { kind: 'bernoulli', probability: 0.01 }],
    [
      '{gilbert-elliott: {good-to-bad: 0.01, bad-to-good: 0.2, loss-good: 0.001, loss-bad: 0.9}}',
      {
        kind: 'gilbertElliott',
        goodToBad: 0.01,
        badToGood: 0.2,
        lossWhenGood: 0.001,
        lossWhenBad: 0.9,
      },
    ],
    [
      '{gilbert-elliott: {good-to-bad: 0.01, bad-to-good: 0.2}}',
      {
        kind: 'gilbertElliott',
        goodToBad: 0.01,
        badToGood: 0.2,
        lossWhenGood: 0,
        lossWhenBad: 1,
      },
    ],
  ])('loss %s', (text, loss) => {
    expect(network(`{loss: ${text}}`).loss).toStrictEqual(loss);
  });

  test.each([
    ['asynchronous', { kind: 'asynchronous' }],
    ['{synchronous: 100ms}', { kind: 'synchronous', deltaUs: 100_000 }],
    [
      '{partially-synchronous: {gst: 1s, delta: 100ms}}',
      { kind: 'partiallySynchronous', gstUs: 1_000_000, deltaUs: 100_000 },
    ],
  ])('synchrony %s', (text, synchrony) => {
    expect(network(`{synchrony: ${text}}`).synchrony).toStrictEqual(synchrony);
  });

  test('all that may be said of links, of one link, and of bandwidth', () => {
    const section =
      '{duplication: 0.02, corruption: 0.001, fifo: true, egress: 10MB/s, queue: 64KiB, ' +
      'links: [{from: 0, to: 1, latency: 50ms, loss: 0.2}, {to: 2, fifo: false}]}';
    expect(network(section)).toStrictEqual({
      latency: { kind: 'constant', value: 1000 },
      duplication: 0.02,
      corruption: 0.001,
      fifo: true,
      egressBytesPerSecond: 10_000_000,
      egressQueueBytes: 65_536,
      links: [
        {
          from: 0,
          to: 1,
          latency: { kind: 'constant', value: 50_000 },
          loss: { kind: 'bernoulli', probability: 0.2 },
        },
        { to: 2, fifo: false },
      ],
    });
  });

  test('regions come from a CSV beside the config', () => {
    const section = '{regions: {matrix: rtt.csv, nodes: [eu, us], jitter: {uniform: 0.9..1.1}}}';
    expect(network(section).regions).toStrictEqual({
      names: ['eu', 'us'],
      roundTripUs: [
        [1000, 80_000],
        [80_000, 2000],
      ],
      nodes: ['eu', 'us'],
      jitter: { kind: 'uniform', min: 0.9, max: 1.1 },
    });
  });
});

describe('the clients', () => {
  test('one client with the first workload, beside nobody, until the faults are healed', () => {
    expect(clients('{}')).toStrictEqual({
      count: 1,
      workload: 'kv',
      params: { keys: 5, reads: 0.5 },
      arrival: { kind: 'closed', thinkUs: 10_000 },
      timeoutUs: 1_000_000,
      attempts: 10,
      backoffUs: 20_000,
      beside: [],
      startUs: 0,
      endUs: 2_000_000,
    });
  });

  test('all that may be said of them', () => {
    const section =
      '{count: 3, workload: counting, rate: 6000/m, timeout: 200ms, attempts: 2, backoff: 0s, ' +
      'beside: [0, 4], operations: 100, start: 10ms, end: 1s, with: {step: 3}}';
    expect(clients(section)).toStrictEqual({
      count: 3,
      workload: 'counting',
      params: { step: 3 },
      arrival: { kind: 'open', ratePerSecond: 100 },
      timeoutUs: 200_000,
      attempts: 2,
      backoffUs: 0,
      beside: [0, 4],
      operations: 100,
      startUs: 10_000,
      endUs: 1_000_000,
    });
  });

  test('they may be beside each node, and ask on until the end of the settle phase', () => {
    const config = parse('settle: 1s\nclients: {beside: each, think: 0s, end: 3s}\n');
    expect(config.clients).toMatchObject({
      beside: [0, 1, 2, 3, 4],
      arrival: { kind: 'closed', thinkUs: 0 },
      endUs: 3_000_000,
    });
  });
});

describe('the faults', () => {
  const leader = { duty: 'leader' };
  const node = { nodes: [0] };

  test.each<[string, Fault]>([
    ['crash: leader', { kind: 'crash', target: leader }],
    ['crash: 0, for: 300ms', { kind: 'crash', target: node, forUs: 300_000 }],
    ['restart: crashed', { kind: 'restart', target: { crashed: true } }],
    ['restart: all, disk: lost', { kind: 'restart', target: { all: true }, disk: 'lost' }],
    ['pause: replica, for: 1s', { kind: 'pause', target: { role: 'replica' }, forUs: 1_000_000 }],
    ['resume: [0, 2]', { kind: 'resume', target: { nodes: [0, 2] } }],
    ['clock-jump: 0, by: -50ms', { kind: 'clockJump', target: node, byUs: -50_000 }],
    ['clock-jump: 0, by: +1s', { kind: 'clockJump', target: node, byUs: 1_000_000 }],
    [
      'clock-drift: 0, ppm: -200, for: 1s',
      { kind: 'clockDrift', target: node, ppm: -200, forUs: 1_000_000 },
    ],
    ['disk-stall: 0, for: 20ms', { kind: 'diskStall', target: node, forUs: 20_000 }],
    ['lost-writes: 0', { kind: 'lostWrites', target: node }],
    ['torn-writes: 0, for: 1ms', { kind: 'tornWrites', target: node, forUs: 1000 }],
    [
      'partition: {groups: [[0, 1], [2, 3, 4]]}, for: 1s',
      {
        kind: 'partition',
        shape: 'groups',
        groups: [
          [0, 1],
          [2, 3, 4],
        ],
        forUs: 1_000_000,
      },
    ],
    [
      'partition: {one-way: {from: leader, to: all}, messages: hold}',
      { kind: 'partition', shape: 'oneWay', from: leader, to: { all: true }, messages: 'hold' },
    ],
    ['partition: {isolate: leader}', { kind: 'partition', shape: 'isolate', target: leader }],
    ['partition: {bridge: 2}', { kind: 'partition', shape: 'bridge', bridge: 2 }],
    ['partition: ring', { kind: 'partition', shape: 'ring' }],
    [
      'partition: {ring: true, messages: drop}',
      { kind: 'partition', shape: 'ring', messages: 'drop' },
    ],
    [
      'flap: {isolate: 0, up: 50ms, down: 20ms}, for: 1s',
      {
        kind: 'flap',
        shape: 'isolate',
        target: node,
        upUs: 50_000,
        downUs: 20_000,
        forUs: 1_000_000,
      },
    ],
    ['loss: 0.2', { kind: 'loss', probability: 0.2 }],
    [
      'loss: {probability: 0.2, from: leader, to: [1, 2]}, for: 1s',
      {
        kind: 'loss',
        probability: 0.2,
        links: { from: leader, to: { nodes: [1, 2] } },
        forUs: 1_000_000,
      },
    ],
    [
      'duplication: {probability: 1, to: 0}',
      { kind: 'duplication', probability: 1, links: { to: node } },
    ],
    ['corruption: 0.5', { kind: 'corruption', probability: 0.5 }],
    ['slow: 10', { kind: 'slowLink', factor: 10 }],
    ['slow: {factor: 10, from: 0}', { kind: 'slowLink', factor: 10, links: { from: node } }],
    ['clog: all, for: 1s', { kind: 'clog', forUs: 1_000_000 }],
    ['clog: {from: 0}', { kind: 'clog', links: { from: node } }],
    ['heal: all', { kind: 'heal' }],
  ])('%s', (line, expected) => {
    expect(fault(line)).toStrictEqual(expected);
  });

  test('a zone is a target where the network has regions', () => {
    const text =
      'network: {regions: {matrix: rtt.csv, nodes: [eu, us]}}\nfaults: [{at: 1s, crash: zone:us}]\n';
    expect(parse(text).faults[0]?.fault).toEqual({ kind: 'crash', target: { zone: 'us' } });
  });

  test.each([
    ['at: 500ms', { atUs: 500_000 }],
    ['at: 0s', { atUs: 0 }],
    ['after: {message: Vote}', { message: 'Vote' }],
    [
      'after: {message: Vote, from: 0, to: 1, occurrence: 3, by: 5ms}',
      { message: 'Vote', from: 0, to: 1, occurrence: 3, afterUs: 5000 },
    ],
    [
      'after: {observation: BecameLeader, node: 2, occurrence: 2, by: 1ms}',
      { observation: 'BecameLeader', node: 2, occurrence: 2, afterUs: 1000 },
    ],
  ])('they strike %s', (when, expected) => {
    expect(scheduled(`{${when}, crash: 0}`)?.when).toStrictEqual(expected);
  });
});

describe('overrides', () => {
  test('replace what the file says, make what it does not, and are read as YAML', () => {
    const text = 'network: {loss: 0.1}\nfaults:\n  - {at: 1s, crash: 0}\n';
    const config = parse(text, [
      { key: 'network.loss', value: '0.5' },
      { key: 'network.latency', value: '{uniform: 1ms..2ms}' },
      { key: 'faults[0].crash', value: 'leader' },
      { key: 'faults.0.for', value: '5ms' },
      { key: 'clients.count', value: '7' },
      { key: 'seed', value: '99' },
    ]);
    expect(config).toMatchObject({
      network: {
        loss: { kind: 'bernoulli', probability: 0.5 },
        latency: { kind: 'uniform', min: 1000, max: 2000 },
      },
      faults: [{ fault: { target: { duty: 'leader' }, forUs: 5000 } }],
      clients: { count: 7 },
      seed: '99',
    });
  });

  test('the later of two wins', () => {
    const overrides = ['3', '4'].map((value) => ({ key: 'trials', value }));
    expect(parse('', overrides).trials).toBe(4);
  });

  test('may make up for what the file lacks', () => {
    const overrides = Object.entries({ protocol: 'election', nodes: '3', duration: '1s' });
    const config = parseConfig(
      '',
      source(),
      registry,
      overrides.map(([key, value]) => ({ key, value })),
    );
    expect(config).toMatchObject({ protocol: 'election', nodes: 3, durationUs: 1_000_000 });
  });
});
