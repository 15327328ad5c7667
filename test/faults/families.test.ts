import { expect, test } from 'vitest';
import type { Fault, FaultModel, ScheduledFault } from '../../src/core/fault.ts';
import { beyond, familyOf } from '../../src/faults/families.ts';

const target = { nodes: [0] };

function schedule(...faults: Fault[]): ScheduledFault[] {
  return faults.map((fault) => ({ when: { atUs: 0 }, fault }));
}

function model(...safeUnder: FaultModel['safeUnder'][number][]): FaultModel {
  return { safeUnder, crashed: 0, byzantine: 0 };
}

test.each<[Fault, string]>([
  [{ kind: 'crash', target }, 'crash'],
  [{ kind: 'restart', target }, 'crash'],
  [{ kind: 'restart', target, disk: 'kept' }, 'crash'],
  [{ kind: 'restart', target, disk: 'lost' }, 'diskLoss'],
  [{ kind: 'pause', target }, 'pause'],
  [{ kind: 'leader', node: 0, rounds: [0, 1] }, 'leader'],
  [{ kind: 'resume', target }, 'pause'],
  [{ kind: 'clockJump', target, byUs: 1 }, 'clock'],
  [{ kind: 'clockDrift', target, ppm: 1 }, 'clock'],
  [{ kind: 'diskStall', target, forUs: 1 }, 'diskStall'],
  [{ kind: 'lostWrites', target }, 'lostWrites'],
  [{ kind: 'tornWrites', target }, 'tornWrites'],
  [{ kind: 'partition', shape: 'ring' }, 'partition'],
  [{ kind: 'flap', shape: 'ring', upUs: 1, downUs: 1 }, 'partition'],
  [{ kind: 'loss', probability: 0.1 }, 'loss'],
  [{ kind: 'duplication', probability: 0.1 }, 'duplication'],
  [{ kind: 'corruption', probability: 0.1 }, 'corruption'],
  [{ kind: 'slowLink', factor: 2 }, 'delay'],
  [{ kind: 'clog' }, 'delay'],
  [{ kind: 'heal' }, 'partition'],
])('%o counts as %s', (fault, family) => {
  expect(familyOf(fault)).toBe(family);
});

test('a schedule is beyond a model by the families that it does not declare, each named once', () => {
  const faults = schedule(
    { kind: 'loss', probability: 0.1 },
    { kind: 'clog' },
    { kind: 'slowLink', factor: 2 },
    { kind: 'crash', target },
  );
  expect(beyond(faults, model('loss'), 0)).toEqual(['crash', 'delay']);
  expect(beyond(faults, model('loss', 'delay', 'crash'), 0)).toEqual([]);
});

test('what only undoes a fault is beyond no model', () => {
  const faults = schedule(
    { kind: 'restart', target },
    { kind: 'resume', target },
    { kind: 'leader', node: 0, rounds: [0, 1] },
    { kind: 'heal' },
  );
  expect(beyond(faults, model(), 0)).toEqual([]);
});

test('a restart with an empty disk is beyond a model that declares crashes alone', () => {
  const faults = schedule({ kind: 'restart', target, disk: 'lost' });
  expect(beyond(faults, model('crash'), 0)).toEqual(['diskLoss']);
});

test('so many liars as the model declares are within it, one more is beyond it', () => {
  const faults = schedule({ kind: 'byzantine', target, behavior: { does: 'silence' } });
  const tolerates = { safeUnder: [], crashed: 0, byzantine: 1 } as const;
  expect(beyond(faults, tolerates, 1)).toEqual([]);
  expect(beyond(faults, tolerates, 2)).toEqual(['byzantine']);
});

test('crashes count as lies where the protocol forgets in a crash', () => {
  const faults = schedule({ kind: 'crash', target });
  const tolerates = { safeUnder: [], crashed: 0, byzantine: 1, crashIsByzantine: true } as const;
  expect(beyond(faults, tolerates, 1)).toEqual([]);
  expect(beyond(faults, tolerates, 2)).toEqual(['crash']);
});

test('delays that the declared synchrony allows are beyond no model', () => {
  expect(beyond(schedule({ kind: 'adversarialDelay', delays: 'latest' }), model(), 0)).toEqual([]);
});
