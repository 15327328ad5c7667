import { expect, test } from 'vitest';
import { configure, runTrials } from '../../../../src/index.ts';
import { echo } from '../../../../src/protocols/basics/echo/echo.ts';

const fiveNodes = { nodes: 5, duration: '1s', settle: '5s' };

test('every ping is echoed, though every fifth message is lost', () => {
  const plan = configure(echo, { ...fiveNodes, network: { latency: '10ms', loss: 0.2 } });
  for (const { outcome } of runTrials(plan, { trials: 1000 })) expect(outcome).toBe('passed');
});

test('every ping is echoed under chaos', () => {
  const plan = configure(echo, { ...fiveNodes, nemesis: 'chaos' });
  for (const { outcome } of runTrials(plan, { trials: 2000 })) expect(outcome).toBe('passed');
});

test('an echo without the payload is noticed', () => {
  const plan = configure(echo, { ...fiveNodes, variant: 'empty-echo' });
  for (const { outcome, violation } of runTrials(plan, { trials: 10 })) {
    expect(outcome).toBe('unsafe');
    expect(violation?.invariant).toBe('Faithful Echo');
  }
});

test('a round trip takes twice the latency', () => {
  const plan = configure(echo, { ...fiveNodes, network: { latency: '10ms' } });
  const [trial] = runTrials(plan, { trials: 1 });
  expect(trial?.metrics).toEqual([20_000]);
});
