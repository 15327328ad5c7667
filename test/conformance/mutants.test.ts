import { describe, expect, it } from 'vitest';
import { TrialRunner } from '../../src/experiment/trial.ts';
import { protocols } from '../../src/protocols/index.ts';
import { planOf } from '../configs.ts';

const SEEDS = 1_000;

/** A checker is worth what it catches: each broken variant must break a property that it names, soon. */
describe.each(protocols.filter(({ mutants }) => mutants.length > 0))('$name', (protocol) => {
  it.each(protocol.mutants)(`the mutant $name is caught within ${SEEDS} seeds`, (mutant) => {
    const plan = planOf(mutant.config);
    expect(plan.config).toMatchObject({ protocol: protocol.name, variant: mutant.name });
    const runner = new TrialRunner(plan);
    let caught: string | undefined;
    for (let trial = 0; trial < SEEDS && caught === undefined; trial++) {
      const broken = runner.run(trial).violation?.invariant;
      if (broken !== undefined && mutant.breaks.includes(broken)) caught = broken;
    }
    expect(mutant.breaks).toContain(caught);
  });

  it.each(protocol.mutants)(
    'without the mutant, the config of $name finds nothing in 100 seeds',
    (mutant) => {
      const { variant: _, ...config } = planOf(mutant.config).config;
      const plan = { ...planOf(mutant.config), config, mutant: undefined, rules: protocol.rules };
      const runner = new TrialRunner(plan);
      const broken = Array.from({ length: 100 }, (_unused, trial) => runner.run(trial)).flatMap(
        (record) =>
          record.violation === undefined ? [] : [`${record.trial}: ${record.violation.invariant}`],
      );
      expect(broken).toEqual([]);
    },
  );
});
