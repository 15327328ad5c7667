import { describe, expect, it } from 'vitest';
import { linearizable } from '../../../src/algorithms/linearizability/linearizable.ts';
import { keyValue } from '../../../src/algorithms/linearizability/models/key-value.ts';
import type { Invariant } from '../../../src/core/invariant.ts';
import { TrialRunner } from '../../../src/experiment/trial.ts';
import { raft } from '../../../src/protocols/consensus/raft/index.ts';
import type { KeyValueOperation } from '../../../src/protocols/consensus/shared/key-value.ts';
import { planOf } from '../../configs.ts';

const linearizability = raft.invariants.find(({ name }) => name === 'Linearizability') as Invariant;

/** The first of some trials of a config that breaks linearizability, told to nobody but that property. */
function firstViolated(path: string, trials: number) {
  const runner = new TrialRunner({ ...planOf(path), invariants: [linearizability] });
  for (let trial = 0; trial < trials; trial++) {
    const { violation, verdicts } = runner.run(trial);
    if (verdicts[0] === 'violated') return { ...violation, trial };
  }
  return undefined;
}

describe('the clients of Raft see one store of keys and values', () => {
  it('under chaos', () => {
    const runner = new TrialRunner({
      ...planOf('raft/chaos-5.yaml'),
      invariants: [linearizability],
    });
    const verdicts = Array.from({ length: 100 }, (_, trial) => runner.run(trial).verdicts[0]);
    expect(new Set(verdicts)).toEqual(new Set(['holds']));
  });

  it('and do not when a retry takes effect again', () => {
    const violation = firstViolated('raft/mutants/retries-take-effect.yaml', 20);
    expect(violation?.explanation).toMatch(
      /^no order of the operations explains that c\d was answered/,
    );
    expect(violation?.explanation).toContain('possible was');
    expect(violation?.facts).toHaveLength(2);
  });

  it('nor when a deposed leader says that an operation failed', () => {
    expect(firstViolated('raft/mutants/deposed-means-failed.yaml', 50)).toBeDefined();
  });

  it('whatever an administrator does meanwhile', () => {
    const runner = new TrialRunner({
      ...planOf('raft/chaos-membership.yaml'),
      invariants: [linearizability],
    });
    const verdicts = Array.from({ length: 50 }, (_, trial) => runner.run(trial).verdicts[0]);
    expect(new Set(verdicts)).toEqual(new Set(['holds']));
  });

  it('which nobody knows once the budget is spent, and which nobody takes for green', () => {
    const invariants = [
      linearizable(keyValue, (operation) => operation as KeyValueOperation, { budget: 1 }),
    ];
    const violation = firstViolated('raft/mutants/retries-take-effect.yaml', 20);
    const plan = { ...planOf('raft/mutants/retries-take-effect.yaml'), invariants };
    const record = new TrialRunner(plan).run(violation?.trial ?? Number.NaN);
    expect(record).toMatchObject({ outcome: 'passed', verdicts: ['unknown'], exercises: [0] });
  });

  it('which is not asked where no answer told anything', () => {
    const plan = { ...planOf('raft/speed-loaded.yaml'), invariants: [linearizability] };
    expect(new TrialRunner(plan).run(0).verdicts).toEqual(['not exercised']);
  });
});
