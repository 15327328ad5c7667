import { describe, expect, it } from 'vitest';
import { runTrials } from '../../src/experiment/trials.ts';
import { planOf } from '../configs.ts';

const LYING_DISKS = 'raft/lying-disks.yaml';

describe('a trial with faults beyond what its protocol tolerates', () => {
  it('is outside, not unsafe, when something breaks', () => {
    const outcomes = [...runTrials(planOf(LYING_DISKS), { trials: 10 })];
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['outside']));
    for (const { verdicts, violation } of outcomes) {
      expect(verdicts).toContain('assumption broken');
      expect(verdicts).not.toContain('violated');
      expect(violation).toBeUndefined();
    }
  });

  it('is judged like any other when the run asks for it', () => {
    const plan = planOf(LYING_DISKS, { 'beyond-tolerance': 'true' });
    const [record] = runTrials(plan, { trials: 1 });
    expect(record?.outcome).toBe('unsafe');
    expect(record?.violation?.invariant).toBe('Leader Completeness');
  });

  it('passes when nothing breaks', () => {
    const plan = planOf(LYING_DISKS, { faults: '[{at: 500ms, lost-writes: all, for: 1s}]' });
    const [record] = runTrials(plan, { trials: 1 });
    expect(record?.outcome).toBe('passed');
  });
});

describe('a mutant under faults that its protocol tolerates', () => {
  it('is still unsafe', () => {
    const records = [...runTrials(planOf('raft/mutants/vote-not-durable.yaml'), { trials: 20 })];
    expect(records.map(({ outcome }) => outcome)).toContain('unsafe');
  });
});
