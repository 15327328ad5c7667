import { describe, expect, test } from 'vitest';
import type { TrialEnd } from '../../../../src/core/invariant.ts';
import type { EngineObservation } from '../../../../src/core/observation.ts';
import { ClientWaits } from '../../../../src/protocols/consensus/shared/client-waits.ts';

const END: TrialEnd = {
  endedAtUs: 10_000,
  healedAtUs: 4_000,
  messagesSent: 0,
  messagesDelivered: 0,
  bytesSent: 0,
};
const operation = 'get';

function asked(sequence: number): EngineObservation {
  return { type: 'client:invoked', client: 2, sequence, operation };
}

function over(sequence: number, outcome: 'ok' | 'fail' | 'info'): EngineObservation {
  const value = undefined;
  return { type: 'client:completed', client: 2, sequence, operation, outcome, value, latencyUs: 0 };
}

/** What clients waited for too long, with a grace of 3 ms after the heal at 4 ms. */
function verdictOn(...story: (readonly [atUs: number, EngineObservation])[]): string | undefined {
  const waits = new ClientWaits();
  for (const [atUs, observation] of story) waits.hear(observation, atUs);
  return waits.tooLong(3_000, END);
}

describe('a client waits too long', () => {
  test('when nothing comes until the end', () => {
    expect(verdictOn([1_000, asked(0)])).toContain('c2 waited for operation 0 from 1000 us');
    expect(verdictOn([6_999, asked(0)])).toContain('operation 0');
  });

  test('when it gives up after the grace', () => {
    expect(verdictOn([1_000, asked(0)], [7_001, over(0, 'info')])).toContain('to 7001 us');
  });
});

describe('a client does not wait too long', () => {
  test('when it is answered, however late', () => {
    expect(verdictOn([1_000, asked(0)], [9_999, over(0, 'ok')])).toBeUndefined();
  });

  test('when it gives up before the grace is over', () => {
    expect(verdictOn([1_000, asked(0)], [7_000, over(0, 'info')])).toBeUndefined();
  });

  test('when it asked less than the grace before the end', () => {
    expect(verdictOn([7_000, asked(0)])).toBeUndefined();
  });
});

test('an answer counts from when it comes', () => {
  const waits = new ClientWaits();
  waits.hear(asked(0), 1_000);
  waits.hear(over(0, 'ok'), 5_000);
  expect([waits.isAnyAnsweredAfter(4_000), waits.isAnyAnsweredAfter(5_000)]).toEqual([true, false]);
});
