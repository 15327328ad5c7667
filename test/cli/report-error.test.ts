import { afterEach, beforeEach, expect, type MockInstance, test, vi } from 'vitest';
import { reportError } from '../../src/cli/report-error.ts';
import { UsageError } from '../../src/cli/usage-error.ts';
import { runChunk } from '../../src/experiment/executor.ts';
import { TrialRunner } from '../../src/experiment/trial.ts';
import { echoPlan } from '../report/batches.ts';

let stderr: MockInstance<typeof process.stderr.write>;

beforeEach(() => {
  stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  stderr.mockRestore();
  vi.unstubAllEnvs();
});

const printed = (): string => stderr.mock.calls.map(([text]) => String(text)).join('');

test('what the user must change is one line', () => {
  expect(reportError(new UsageError('there is no config x'), ['run', 'x'])).toBe(2);
  expect(printed()).toBe('error: there is no config x\n');
});

test('what cannot happen asks to be reported with its command', () => {
  vi.stubEnv('DEBUG', '');
  expect(reportError(new TypeError('x is undefined'), ['run', "it's.yaml"])).toBe(70);
  expect(printed()).toBe(`error: TypeError: x is undefined
This is a fault of coordsim, or of a protocol of your own. Please report it with
  npx coordsim run 'it'\\''s.yaml'
DEBUG=1 in the environment prints where it happened.
`);
});

test('with DEBUG it prints where, down to the first cause', () => {
  vi.stubEnv('DEBUG', '1');
  const error = new Error('trial 7 failed', { cause: new TypeError('x is undefined') });
  expect(reportError(error, [])).toBe(70);
  expect(printed()).toContain('    at ');
  expect(printed()).toContain('caused by TypeError: x is undefined\n    at ');
});

test('a trial that throws is named', () => {
  const runner = new TrialRunner(echoPlan());
  vi.spyOn(runner.simulation, 'run').mockImplementation(() => {
    throw new TypeError('x is undefined');
  });
  expect(() => runChunk(runner, { firstTrial: 7, count: 2 })).toThrow(
    'trial 7 failed: TypeError: x is undefined',
  );
});
