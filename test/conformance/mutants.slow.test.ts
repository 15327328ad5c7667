import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { quantile, sortedCopy } from '../../src/algorithms/statistics/quantile.ts';
import { fingerprintOf } from '../../src/experiment/fingerprint.ts';
import { TrialRunner } from '../../src/experiment/trial.ts';
import { protocols } from '../../src/protocols/index.ts';
import {
  type Conviction,
  convictionOf,
  mutants,
  SEEDS,
  withoutFault,
} from '../mutant-shrinking.ts';
import { pageOf } from './convictions-page.ts';

const PAGE = 'docs/convictions.md';
const named = mutants.map((one) => ({ ...one, name: one.mutant.name }));

/** A checker is worth what it catches: each broken variant must break a property that it names, soon. */
describe.each(protocols.filter(({ mutants }) => mutants.length > 0))('$name', (protocol) => {
  it.each(protocol.mutants)(`the mutant $name is caught within ${SEEDS} seeds`, (mutant) => {
    const { plan, shrunk } = convictionOf(protocol, mutant);
    expect(plan.config).toMatchObject({ protocol: protocol.name, variant: mutant.name });
    expect(mutant.breaks).toContain(shrunk.violation.invariant);
  });
});

describe('the first failing trial of each mutant', () => {
  it.each(named)('of $name shrinks within 500 executions', ({ protocol, mutant }) => {
    const { shrunk } = convictionOf(protocol, mutant);
    expect(shrunk.executions).toBeLessThanOrEqual(500);
    expect(shrunk.end).toBe('complete');
    expect(shrunk.after.faults).toBeLessThanOrEqual(shrunk.before.faults);
  });

  it.each(named)('of $name needs every fault that is left', ({ protocol, mutant }) => {
    const { shrunk } = convictionOf(protocol, mutant);
    for (const index of shrunk.plan.config.faults.keys()) {
      const plan = withoutFault(shrunk, index);
      const runner = new TrialRunner(plan);
      runner.run(shrunk.trial);
      const fingerprints = runner.violations.map((violation) => fingerprintOf(violation, plan));
      expect(fingerprints).not.toContain(shrunk.fingerprint);
    }
  });

  it.each(named)('of $name passes once the protocol is mended', ({ protocol, mutant }) => {
    const { shrunk } = convictionOf(protocol, mutant);
    const { variant: _, ...config } = shrunk.plan.config;
    const runner = new TrialRunner({ ...shrunk.plan, config, rules: protocol.rules });
    runner.run(shrunk.trial);
    expect(runner.violations.map(({ invariant }) => invariant)).toEqual([]);
  });

  it('shrinks to at most three faults half of the time, and to at most eight nearly always', () => {
    const faults = sortedCopy(all().map(({ shrunk }) => shrunk.after.faults));
    expect(quantile(faults, 0.5)).toBeLessThanOrEqual(3);
    expect(quantile(faults, 0.95)).toBeLessThanOrEqual(8);
  });
});

it(`${PAGE} tells how each mutant was convicted`, () => {
  const page = pageOf(all());
  // biome-ignore lint/complexity/useLiteralKeys: the compiler asks for brackets on index signatures.
  if (process.env['COORDSIM_REWRITE'] === '1') writeFileSync(PAGE, page);
  expect(existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '').toBe(page);
});

function all(): Conviction[] {
  return mutants.map(({ protocol, mutant }) => convictionOf(protocol, mutant));
}
