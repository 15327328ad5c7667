import { describe, expect, test } from 'vitest';
import type { Behavior } from '../../../src/core/byzantine.ts';
import type { ScheduledFault } from '../../../src/core/fault.ts';
import type { NodeId } from '../../../src/core/identity.ts';
import { TrialRunner } from '../../../src/experiment/trial.ts';
import type { TrialRecord } from '../../../src/experiment/trial-record.ts';
import { planOf } from '../../configs.ts';

/** What the adversary can do to any replicated log, and what it cannot. */
const configs = [
  'pbft/chaos.yaml',
  'hotstuff/chaos.yaml',
  'hotstuff/chaos-chained.yaml',
  'tendermint/chaos.yaml',
];

/** Safety needs no heal and no time to settle. */
const short = { duration: '1s', settle: '0s', 'clients.end': '1s', 'beyond-tolerance': 'true' };

// biome-ignore lint/complexity/useLiteralKeys: the compiler asks for brackets on index signatures.
const isLong = process.env['COORDSIM_LONG'] === '1';

function fromTheStart(fault: ScheduledFault['fault']): ScheduledFault {
  return { when: { atUs: 0 }, fault };
}

function lies(node: NodeId, behavior: Behavior): ScheduledFault {
  return fromTheStart({ kind: 'byzantine', target: { nodes: [node] }, behavior });
}

/** The honest nodes in two halves that do not hear each other, and each of the doubled an honest node to either. */
function split(doubled: readonly NodeId[]): ScheduledFault[] {
  const honest = [0, 1, 2, 3].filter((node) => !doubled.includes(node));
  const cut = Math.floor(honest.length / 2);
  const first = [...doubled, ...honest.slice(0, cut)];
  const second = [...doubled, ...honest.slice(cut)];
  const sides = { first: { nodes: first }, second: { nodes: second } };
  return [
    ...doubled.map((node) => lies(node, { does: 'twins', ...sides })),
    fromTheStart({ kind: 'partition', shape: 'groups', groups: [first, second] }),
  ];
}

function outcomes(
  config: string,
  nodes: number,
  { schedule, trials }: { readonly schedule: readonly ScheduledFault[]; readonly trials: number },
): TrialRecord['outcome'][] {
  const runner = new TrialRunner(
    planOf(config, { ...short, nodes: String(nodes), nemesis: 'none' }),
  );
  return Array.from({ length: trials }, (_, trial) => runner.run(trial, { schedule }).outcome);
}

/** How many of forty trials have two certificates in one round, by two liars who run twice and a cut, in some rounds. */
function forks(config: string, extra: readonly ScheduledFault[], rounds: Rounds): number {
  const schedule = split([2, 3]).map(({ when, fault }): ScheduledFault => {
    if (fault.kind !== 'byzantine') return { when, fault: { ...fault, rounds } as typeof fault };
    return { when, fault: { ...fault, behavior: { ...fault.behavior, rounds } } };
  });
  const runner = new TrialRunner(planOf(config, { ...short, nodes: '4', nemesis: 'none' }));
  let count = 0;
  for (let trial = 0; trial < 40; trial++) {
    const { violation } = runner.run(trial, { schedule: [...extra, ...schedule] });
    if (violation !== undefined && /^One (Certificate|Quorum)/.test(violation.invariant)) count++;
  }
  return count;
}

type Rounds = readonly [first: number, last: number];

test.each<[config: string, rounds: Rounds]>([
  ['pbft/chaos.yaml', [0, 1]],
  ['hotstuff/chaos.yaml', [0, 1]],
  ['hotstuff/chaos-chained.yaml', [0, 3]],
  ['tendermint/chaos.yaml', [1, 1]],
])('in %s twins of a few rounds fork in fewer seeds unless they lead them', (config, rounds) => {
  const named = fromTheStart({ kind: 'leader', node: 3, rounds });
  const led = forks(config, [named], rounds);
  expect(led).toBeGreaterThan(5);
  expect(forks(config, [], rounds)).toBeLessThan(led);
});

describe.each(configs)('in %s', (config) => {
  test('two twins of four replicas fork the log', () => {
    expect(outcomes(config, 4, { schedule: split([0, 1]), trials: 20 })).toContain('unsafe');
  });

  test('one twin of four does not', () => {
    const found = outcomes(config, 4, { schedule: split([0]), trials: 60 });
    expect(found).not.toContain('unsafe');
  });

  const thief = (victim: NodeId): ScheduledFault[] => [
    fromTheStart({ kind: 'keyTheft', target: { nodes: [victim] } }),
    lies(0, { does: 'impersonate', as: { nodes: [victim] } }),
  ];

  test('a liar with the key of another is two liars: four replicas do not bear it', () => {
    const sides = { first: { nodes: [1, 2] }, second: { nodes: [1, 3] } };
    const schedule = [...thief(1), lies(0, { does: 'twins', ...sides })];
    expect(outcomes(config, 4, { schedule, trials: 150 })).toContain('unsafe');
  });

  test('and seven do', () => {
    const schedule = [...thief(1), lies(0, { does: 'equivocate', to: { nodes: [3, 4] } })];
    const found = outcomes(config, 7, { schedule, trials: 60 });
    expect(found).not.toContain('unsafe');
  });

  test('nobody honest is ever accused, however many messages are lost, late and repeated', () => {
    const plan = planOf(config, {
      ...short,
      nemesis: 'liars',
      'network.loss': '0.1',
      'network.duplication': '0.2',
      invariants: '["No Honest Node Accused"]',
    });
    const runner = new TrialRunner(plan);
    let accused = 0;
    for (let trial = 0; trial < (isLong ? 10_000 : 200); trial++) {
      const { outcome, exercises } = runner.run(trial);
      expect(outcome).toBe('passed');
      accused += exercises[0] ?? 0;
    }
    expect(accused).toBeGreaterThan(0);
  });
});
