import { describe, expect, it } from 'vitest';
import type { Protocol } from '../../src/core/protocol.ts';
import { TrialRunner } from '../../src/experiment/trial.ts';
import type { TrialPlan } from '../../src/experiment/trial-plan.ts';
import { verifyTrial } from '../../src/experiment/verify.ts';
import { protocols } from '../../src/protocols/index.ts';
import { configPaths, planOf } from '../configs.ts';

/** The nemeses that let nodes lie. Where a protocol tolerates no liar, the first two draw nothing. */
const LIARS = ['liars', 'twins', 'byzzfuzz'];

/**
 * What every protocol of the catalogue must do, whatever it is for. The catalogue is dealt out to as many files as there
 * are parts, so that they can run beside each other.
 */
export function describeConformance(part: number, parts: number): void {
  describe.each(protocols.filter((_, index) => index % parts === part - 1))('$name', conformance);
}

function conformance(protocol: Protocol): void {
  const correct = configPaths.filter((path) => {
    const { config } = planOf(path);
    return config.protocol === protocol.name && config.variant === undefined;
  });

  it('has a config that runs', () => {
    expect(correct).not.toEqual([]);
  });

  it.each(correct)('runs %s twice alike, down to the content of messages and states', (path) => {
    for (let trial = 0; trial < 3; trial++) {
      expect(verifyTrial(planOf(path), trial)).toMatchObject({ kind: 'deterministic' });
    }
  });

  it.each(correct)('never writes to a message, in %s', (path) => {
    const runner = new TrialRunner(planOf(path), { freezeMessages: true });
    for (let trial = 0; trial < 20; trial++) runner.run(trial);
  });

  it('survives a crash and a restart of any node at any instant', () => {
    const runner = new TrialRunner(chaosPlan(protocol, 'none'));
    for (let trial = 0; trial < 200; trial++) {
      const node = trial % runner.plan.config.nodes;
      const atUs = Math.floor((runner.plan.config.durationUs * trial) / 200);
      const record = runner.run(trial, {
        schedule: [
          { when: { atUs }, fault: { kind: 'crash', target: { nodes: [node] }, forUs: 5_000 } },
        ],
      });
      expect({ trial, outcome: record.outcome, why: record.violation?.explanation }).toEqual({
        trial,
        outcome: 'passed',
        why: undefined,
      });
    }
  });

  it('survives messages that are late, lost, repeated and out of order', () => {
    const plan = chaosPlan(protocol, 'none', {
      'network.latency': '{uniform: 0ms..30ms}',
      'network.loss': '0.1',
      'network.duplication': '0.3',
    });
    expect(failures(plan, 200)).toEqual([]);
  });

  it('survives chaos', () => {
    expect(failures(chaosPlan(protocol, 'chaos'), 300)).toEqual([]);
  });

  it.each(LIARS)('survives as many liars as it tolerates, as %s draws them', (nemesis) => {
    expect(failures(chaosPlan(protocol, nemesis), 50)).toEqual([]);
  });

  it('runs with as few nodes as it accepts', () => {
    const params = chaosPlan(protocol, 'none').config.params;
    let fewest = 1;
    while (protocol.impossible?.(fewest, params) !== undefined) fewest++;
    expect(failures(chaosPlan(protocol, 'none', { nodes: String(fewest) }), 20)).toEqual([]);
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
}

/** The protocol's own chaos config, with another nemesis or another network. */
function chaosPlan(
  { name }: Protocol,
  nemesis: string,
  changes: Readonly<Record<string, string>> = {},
): TrialPlan {
  const path = configPaths.find((candidate) =>
    new RegExp(`^${name}/chaos(-3)?\\.yaml$`).test(candidate),
  );
  if (path === undefined) throw new Error(`${name} has no chaos config.`);
  return planOf(path, { nemesis, ...changes });
}

function failures(plan: TrialPlan, trials: number): string[] {
  const runner = new TrialRunner(plan);
  const found: string[] = [];
  for (let trial = 0; trial < trials; trial++) {
    const { outcome, violation } = runner.run(trial);
    if (outcome !== 'passed')
      found.push(`${trial} ${outcome} ${violation?.invariant}: ${violation?.explanation}`);
  }
  return found;
}
