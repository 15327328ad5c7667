import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ScheduledFault } from '../../src/core/fault.ts';
import type { Invariant } from '../../src/core/invariant.ts';
import type { Protocol, ProtocolTypes, Role } from '../../src/core/protocol.ts';
import type { ConfigError } from '../../src/experiment/config/config-error.ts';
import { type ConfigOptions, configure } from '../../src/experiment/configure.ts';
import { TrialRunner } from '../../src/experiment/trial.ts';
import { planOf } from '../configs.ts';

/** In each round of a millisecond every node says whom it takes for its leader. */
interface ReignTypes extends ProtocolTypes {
  Params: object;
  Timer: 'round';
  State: { round: number };
  Observation: { readonly type: 'Led'; readonly round: number; readonly leader: number };
}

const subject: Role<ReignTypes> = {
  boot(ctx) {
    ctx.setTimer('round', 1_000);
    return { round: 0 };
  },
  onTimer(state, _timer, ctx) {
    const { round } = state;
    const leader = ctx.leaders.of(round, round % ctx.nodes.length);
    ctx.observe({ type: 'Led', round, leader });
    state.round++;
    if (state.round < 5) ctx.setTimer('round', 1_000);
  },
  onMessage() {},
};

type Faults = NonNullable<ConfigOptions['faults']>;

/** The leader of each round, as all nodes told it, and which faults landed. */
function reigns(faults: Faults, changes: Partial<Protocol<ReignTypes>> = {}) {
  const told: Set<number>[] = [];
  const last: number[] = [];
  const listener: Invariant<ReignTypes> = {
    name: 'Listener',
    expectation: 'sometimes',
    sentence: 'Whatever is told is told.',
    hears: ['Led'],
    start: (_verdict, { leaders }) => ({
      hear({ type, round, leader }: { type: string; round?: number; leader?: number }) {
        if (type !== 'Led' || round === undefined || leader === undefined) return;
        told[round] = (told[round] ?? new Set()).add(leader);
        expect(leaders.of(round, round % 3)).toBe(leader);
      },
      judge: () => last.push(leaders.lastNamed),
    }),
  };
  const protocol: Protocol<ReignTypes> = {
    name: 'reign',
    summary: 'Every node says whom it takes for the leader.',
    params: z.strictObject({}),
    rules: {},
    roles: { subject },
    assign: (nodeCount) => new Array<string>(nodeCount).fill('subject'),
    tolerates: () => ({ safeUnder: [], crashed: 0, byzantine: 0 }),
    invariants: [listener],
    metrics: [],
    workloads: [],
    mutants: [],
    hasLeaders: true,
    ...changes,
  };
  const plan = configure(protocol, {
    nodes: 3,
    duration: '3ms',
    settle: '10ms',
    faults,
  });
  const runner = new TrialRunner(plan);
  runner.run(0);
  return {
    leaders: told.map((leaders) => [...leaders]),
    lastNamed: last[0],
    landed: runner.faultReports.map(({ landed }) => landed),
  };
}

describe('the leader of some rounds', () => {
  it('is the one whose turn it is where no scenario names another', () => {
    const { leaders, lastNamed } = reigns([]);
    expect(leaders).toEqual([[0], [1], [2], [0], [1]]);
    expect(lastNamed).toBe(-1);
  });

  it('is known to all nodes alike, before and after the heal, and nobody is in other rounds', () => {
    const { leaders, lastNamed, landed } = reigns([{ at: '0s', leader: 1, rounds: [2, 3] }]);
    expect(leaders).toEqual([[0], [1], [1], [1], [1]]);
    expect(lastNamed).toBe(3);
    expect(landed).toEqual([1]);
  });

  it('is the first one named, and the second never lands', () => {
    const { leaders, landed } = reigns([
      { at: '0s', leader: 2, rounds: [0, 0] },
      { at: '0s', leader: 1, rounds: [0, 0] },
    ]);
    expect(leaders[0]).toEqual([2]);
    expect(landed).toEqual([1, 0]);
  });

  it('lands when a node asks, not when a property does', () => {
    expect(reigns([{ at: '0s', leader: 2, rounds: [7, 9] }]).landed).toEqual([0]);
  });

  it('puts no trial outside of what its protocol promises', () => {
    const short = { duration: '300ms', settle: '0s', 'clients.end': '300ms' };
    const plan = planOf('pbft/chaos.yaml', { nemesis: 'none', ...short });
    const schedule: ScheduledFault[] = [
      { when: { atUs: 0 }, fault: { kind: 'leader', node: 3, rounds: [0, 2] } },
    ];
    const record = new TrialRunner(plan).run(0, { schedule });
    expect(record.outcome).toBe('passed');
    expect(record.families).toEqual(['leader']);
  });

  it('is refused with its place where rounds have no leader, or when it comes late', () => {
    const late = [{ at: '1ms', leader: 0, rounds: [0, 1] }] as const;
    const problem = (faults: Faults, hasLeaders: boolean): string => {
      try {
        reigns(faults, { hasLeaders });
      } catch (error) {
        return (error as ConfigError).message;
      }
      return 'none';
    };
    expect(problem(late, true)).toContain(
      "faults[0].at: found '1ms', which is too late: all nodes know from the start who leads which round; write at: 0s",
    );
    expect(problem([{ at: '0s', leader: 0, rounds: [0, 1] }], false)).toContain(
      'faults[0].leader: found 0, which cannot be named: no round of reign has a leader',
    );
  });
});
