import { expect, test } from 'vitest';
import type { Fault, ScheduledFault, Target, Trigger } from '../../src/core/fault.ts';
import {
  describeFault,
  describeScheduledFault,
  describeTrigger,
} from '../../src/faults/describe.ts';

const n0 = { nodes: [0] };

test.each<[string, Fault]>([
  ['crash n0 for 200ms', { kind: 'crash', target: n0, forUs: 200_000 }],
  ['crash n0 until the heal', { kind: 'crash', target: n0 }],
  ['restart n0', { kind: 'restart', target: n0 }],
  ['restart n0 with an empty disk', { kind: 'restart', target: n0, disk: 'lost' }],
  ['pause n0 for 1.5s', { kind: 'pause', target: n0, forUs: 1_500_000 }],
  ['n0 leads rounds 1 to 3', { kind: 'leader', node: 0, rounds: [1, 3] }],
  ['n0 leads round 2', { kind: 'leader', node: 0, rounds: [2, 2] }],
  ['resume n0', { kind: 'resume', target: n0 }],
  ['move the clock of n0 ahead by 5ms', { kind: 'clockJump', target: n0, byUs: 5_000 }],
  ['move the clock of n0 back by 5ms', { kind: 'clockJump', target: n0, byUs: -5_000 }],
  [
    'run the clock of n0 200 parts per million too fast for 1s',
    { kind: 'clockDrift', target: n0, ppm: 200, forUs: 1_000_000 },
  ],
  [
    'run the clock of n0 200 parts per million too slow until the heal',
    { kind: 'clockDrift', target: n0, ppm: -200 },
  ],
  ['stall the disk of n0 for 70us', { kind: 'diskStall', target: n0, forUs: 70 }],
  [
    'lose what the disk of n0 says it synced for 1ms',
    { kind: 'lostWrites', target: n0, forUs: 1_000 },
  ],
  [
    'let crashes tear the unsynced writes of n0 for 1ms',
    { kind: 'tornWrites', target: n0, forUs: 1_000 },
  ],
  [
    'split the network into {n0, n1} | {n2} for 1s',
    { kind: 'partition', shape: 'groups', groups: [[0, 1], [2]], forUs: 1_000_000 },
  ],
  [
    'split the network into {n0} | the rest until the heal',
    { kind: 'partition', shape: 'groups', groups: [[0]] },
  ],
  [
    'block messages from whoever is leader to every node for 1s',
    {
      kind: 'partition',
      shape: 'oneWay',
      from: { duty: 'leader' },
      to: { all: true },
      forUs: 1_000_000,
    },
  ],
  [
    'isolate n0, holding back messages for 1s',
    { kind: 'partition', messages: 'hold', shape: 'isolate', target: n0, forUs: 1_000_000 },
  ],
  [
    'split the network into two halves that only n2 reaches for 1s',
    { kind: 'partition', shape: 'bridge', bridge: 2, forUs: 1_000_000 },
  ],
  [
    'let each node reach only its two neighbours for 1s',
    { kind: 'partition', shape: 'ring', forUs: 1_000_000 },
  ],
  [
    'isolate n0, 20ms cut and 30ms whole in turn, for 1s',
    {
      kind: 'flap',
      shape: 'isolate',
      target: n0,
      downUs: 20_000,
      upUs: 30_000,
      forUs: 1_000_000,
    },
  ],
  ['lose 10% of all messages for 1s', { kind: 'loss', probability: 0.1, forUs: 1_000_000 }],
  [
    'lose 0.5% of messages from n0 until the heal',
    { kind: 'loss', probability: 0.005, links: { from: n0 } },
  ],
  [
    'duplicate 7% of messages to n0 for 1s',
    { kind: 'duplication', probability: 0.07, links: { to: n0 }, forUs: 1_000_000 },
  ],
  [
    'corrupt 100% of messages from n0 to n1 for 1s',
    {
      kind: 'corruption',
      probability: 1,
      links: { from: n0, to: { nodes: [1] } },
      forUs: 1_000_000,
    },
  ],
  ['slow all messages by a factor of 3 for 1s', { kind: 'slowLink', factor: 3, forUs: 1_000_000 }],
  ['hold back messages to n0 for 1s', { kind: 'clog', links: { to: n0 }, forUs: 1_000_000 }],
  ['heal the network', { kind: 'heal' }],
])('%s', (sentence, fault) => {
  expect(describeFault(fault)).toBe(sentence);
});

test.each<[string, Target]>([
  ['resume no node', { nodes: [] }],
  ['resume n0 and n2', { nodes: [0, 2] }],
  ['resume n0, n1 and n2', { nodes: [0, 1, 2] }],
  ['resume whoever is leader', { duty: 'leader' }],
  ['resume every participant', { role: 'participant' }],
  ['resume every node in eu-west', { zone: 'eu-west' }],
  ['resume every node that is down', { crashed: true }],
  ['resume every node', { all: true }],
])('%s', (sentence, target) => {
  expect(describeFault({ kind: 'resume', target })).toBe(sentence);
});

test.each<[string, Trigger]>([
  ['at 500ms', { atUs: 500_000 }],
  ['when the 1st Vote is sent', { message: 'Vote' }],
  ['when the 2nd Vote from n0 is sent', { message: 'Vote', from: 0, occurrence: 2 }],
  [
    '5ms after the 3rd Vote from n0 to n1 is sent',
    { message: 'Vote', from: 0, to: 1, occurrence: 3, afterUs: 5_000 },
  ],
  ['when the 11th BecameLeader is observed', { observation: 'BecameLeader', occurrence: 11 }],
  [
    '1ms after the 22nd BecameLeader of n1 is observed',
    { observation: 'BecameLeader', node: 1, occurrence: 22, afterUs: 1_000 },
  ],
])('%s', (sentence, trigger) => {
  expect(describeTrigger(trigger)).toBe(sentence);
});

test.each<[string, ScheduledFault]>([
  [
    'at 500ms crash whoever is leader for 200ms',
    {
      when: { atUs: 500_000 },
      fault: { kind: 'crash', target: { duty: 'leader' }, forUs: 200_000 },
    },
  ],
  [
    'when the 1st Vote is sent, crash n0 until the heal',
    { when: { message: 'Vote' }, fault: { kind: 'crash', target: n0 } },
  ],
])('%s', (sentence, scheduled) => {
  expect(describeScheduledFault(scheduled)).toBe(sentence);
});
