import { expect, test } from 'vitest';
import { Trace } from '../../src/engine/trace.ts';
import { traceLines } from '../../src/report/trace-text.ts';

function lines(fill: (trace: Trace) => void): string[] {
  const trace = new Trace();
  fill(trace);
  return [...traceLines(trace, 3)].map(({ text }) => text);
}

test('a message is printed when it arrives', () => {
  const printed = lines((trace) => {
    const sent = trace.add('sent', 1_000, 0, 1, { type: 'Ping', term: 2 });
    trace.begin('delivered', 2_204, 1, 0, { type: 'Ping', term: 2 }, sent);
  });
  expect(printed).toEqual(['    2.204ms  n0 → n1  Ping {term: 2}']);
});

test('a message in the name of another is told with who sent it', () => {
  const printed = lines((trace) => {
    const sent = trace.add('sent', 1_000, 2, 1, { type: 'Ping' });
    trace.begin('delivered', 2_000, 1, 0, { type: 'Ping' }, sent);
  });
  expect(printed).toEqual(['    2.000ms  n0 → n1  Ping (n2 sent it)']);
});

test('a message that is lost is printed once, with the reason', () => {
  const printed = lines((trace) => {
    trace.add('sent', 1_000, 0, 1, { type: 'Ping' });
    trace.add('dropped', 1_000, 0, 1, 'lost');
  });
  expect(printed).toEqual(['    1.000ms  n0 × n1  dropped (lost) Ping']);
});

test('a message that is stopped on its way is found by what caused the record', () => {
  const printed = lines((trace) => {
    const sent = trace.add('sent', 1_000, 0, 1, { type: 'Ping' });
    trace.begin('timerFired', 1_500, 2, -1, 'heartbeat', -1);
    trace.begin('dropped', 2_000, 0, 1, 'blocked', sent);
  });
  expect(printed).toEqual([
    '    1.500ms  n2       timer heartbeat',
    '    2.000ms  n0 × n1  dropped (blocked) Ping',
  ]);
});

test('a message that nothing more is known of is printed when it is sent', () => {
  const printed = lines((trace) => {
    trace.add('sent', 1_000, 0, 1, { type: 'Ping' });
  });
  expect(printed).toEqual(['    1.000ms  n0 → n1  Ping (did not arrive)']);
});

test('clients are called by their own names', () => {
  const operation = { kind: 'get', key: 1 };
  const printed = lines((trace) => {
    const invoked = { type: 'client:invoked', client: 1, sequence: 4, operation };
    trace.add('observed', 0, -1, -1, invoked);
    const sent = trace.add('requested', 0, 4, 0, { client: 1, sequence: 4, operation });
    trace.begin('requestDelivered', 5_000, 0, 4, { client: 1, sequence: 4, operation }, sent);
    const answered = trace.add('responded', 5_000, 0, 4, { sequence: 4, response: 'x' });
    trace.begin('responseDelivered', 9_000, 4, 0, { sequence: 4, response: 'x' }, answered);
    const completed = {
      ...invoked,
      type: 'client:completed',
      outcome: 'ok',
      value: 'x',
      latencyUs: 9_000,
    };
    trace.add('observed', 9_000, -1, -1, completed);
  });
  expect(printed).toEqual([
    "    0.000ms  c1       * client:invoked #4 {kind: 'get', key: 1}",
    "    5.000ms  c1 → n0  request #4 {kind: 'get', key: 1}",
    "    9.000ms  n0 → c1  answer #4 'x'",
    "    9.000ms  c1       * client:completed #4 {kind: 'get', key: 1} ok 'x' after 9.000ms",
  ]);
});

test('the links of a fault are grouped by their ends', () => {
  const cut = [
    [0, 1],
    [0, 2],
    [1, 0],
    [2, 0],
  ] as const;
  const oneWay = [
    [0, 1],
    [0, 2],
  ] as const;
  const printed = lines((trace) => {
    trace.add('fault', 0, -1, -1, { type: 'linksFaulty', links: cut, block: 'drop' });
    trace.add('fault', 0, -1, -1, {
      type: 'linksFaulty',
      links: [...cut, [3, 0], [0, 3]],
      loss: 0.5,
    });
    trace.add('fault', 0, -1, -1, { type: 'linksHealed', links: oneWay, block: 'hold' });
    trace.add('fault', 0, 2, -1, { type: 'clockJumped', byUs: 5 });
  });
  expect(printed).toEqual([
    "    0.000ms           fault: linksFaulty n0 ⇄ n1 n2 {block: 'drop'}",
    '    0.000ms           fault: linksFaulty n0 ⇄ n1 n2 with their clients {loss: 0.5}',
    "    0.000ms           fault: linksHealed n0 → n1 n2 {block: 'hold'}",
    '    0.000ms  n2       fault: clockJumped {byUs: 5}',
  ]);
});
