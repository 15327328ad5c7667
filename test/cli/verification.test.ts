import { expect, test } from 'vitest';
import { z } from 'zod';
import { describeDivergence, trialsToVerify, verifyTrials } from '../../src/cli/verification.ts';
import type { Protocol, ProtocolTypes, Role } from '../../src/core/protocol.ts';
import { configure } from '../../src/experiment/configure.ts';
import { runTrial } from '../../src/experiment/trial.ts';
import type { TrialPlan } from '../../src/experiment/trial-plan.ts';
import { verifyTrial } from '../../src/experiment/verify.ts';
import { echoPlan } from '../report/batches.ts';

interface TickTypes extends ProtocolTypes {
  Params: object;
  State: { ticks: number };
  Timer: 'tick';
  Observation: { readonly type: 'Ticked'; readonly noise: number };
}

/** Ticks every 10 ms, and draws from where no trial may draw at the third tick. */
function restless(noise: () => number): Protocol {
  const protocol: Protocol<TickTypes> = {
    name: 'restless',
    summary: 'Reads what differs from run to run.',
    params: z.strictObject({}),
    rules: {},
    roles: {
      ticker: {
        boot(ctx) {
          ctx.setTimer('tick', 10_000);
          return { ticks: 0 };
        },
        onMessage() {},
        onTimer(state, _timer, ctx) {
          state.ticks++;
          ctx.observe({ type: 'Ticked', noise: state.ticks === 3 ? noise() : 0 });
          ctx.setTimer('tick', 10_000);
        },
      },
    },
    assign: (nodeCount) => new Array<string>(nodeCount).fill('ticker'),
    tolerates: () => ({ safeUnder: [], crashed: 0, byzantine: 0 }),
    invariants: [],
    metrics: [],
    workloads: [],
    mutants: [],
  };
  return protocol as unknown as Protocol;
}

function plan(noise: () => number): TrialPlan {
  return configure(restless(noise), { nodes: 1, duration: '100ms' });
}

test('a handler that reads what differs from run to run is found at its event', () => {
  let calls = 0;
  const noisy = plan(() => calls++);
  const hashes = new Map([[0, runTrial(noisy, 0).traceHash]]);
  const [divergence] = verifyTrials(noisy, hashes);
  expect(divergence).toMatchObject({ trial: 0, event: 2 });
  if (divergence === undefined) return;
  const [sentence, ...lines] = describeDivergence(noisy, divergence).split('\n');
  expect(sentence).toBe(
    'trial 0 is not deterministic: two runs first differ after event 2, at 30.000ms; the last that happened there:',
  );
  expect(lines.at(-2)).toBe('   30.000ms  n0       timer tick');
});

/** Nobody hears of it: only the memory of a node differs. */
function secretive(tick: (state: { ticks: number }, states: { ticks: number }[]) => void) {
  const protocol = restless(() => 0);
  const states: { ticks: number }[] = [];
  const ticker: Role<TickTypes> = {
    boot(ctx) {
      if (ctx.self === 0) ctx.setTimer('tick', 10_000);
      states[ctx.self] = { ticks: 0 };
      return states[ctx.self] as { ticks: number };
    },
    onMessage() {},
    onTimer(state, _timer, ctx) {
      state.ticks++;
      if (state.ticks === 3) tick(state, states);
      ctx.setTimer('tick', 10_000);
    },
  };
  const roles = { ticker } as unknown as Protocol['roles'];
  return configure({ ...protocol, roles }, { nodes: 2, duration: '100ms' });
}

test('a memory that differs from run to run is found at the event that made it so', () => {
  let calls = 0;
  const noisy = secretive((state) => {
    state.ticks += 1 + calls++;
  });
  expect(verifyTrial(noisy, 0)).toEqual({ kind: 'diverged', event: 2 });
});

test('a memory that another node changed is found, though its node never acts again', () => {
  let calls = 0;
  const noisy = secretive((_, states) => {
    states[1] = Object.assign(states[1] as object, { ticks: calls++ });
  });
  expect(verifyTrial(noisy, 0)).toMatchObject({ kind: 'diverged' });
});

test('a trial whose hash in the batch was another is found without an event', () => {
  const calm = plan(() => 0);
  const [divergence] = verifyTrials(calm, new Map([[4, '0123456789abcdef']]));
  expect(divergence).toMatchObject({ trial: 4, expectedHash: '0123456789abcdef' });
  expect(divergence && describeDivergence(calm, divergence)).toMatch(
    /^trial 4 is not deterministic: its trace hash was 0123456789abcdef and now is [0-9a-f]{16}$/,
  );
});

test('a deterministic protocol passes', () => {
  const echo = echoPlan();
  const hashes = new Map([0, 1, 2].map((trial) => [trial, runTrial(echo, trial).traceHash]));
  expect(verifyTrials(echo, hashes)).toEqual([]);
});

test('the trials to verify are spread over the batch', () => {
  expect(trialsToVerify(3)).toEqual([0, 1, 2]);
  expect(trialsToVerify(1_000)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
});
