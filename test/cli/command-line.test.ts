import { execFileSync } from 'node:child_process';
import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { reproduceLine, shellQuote } from '../../src/cli/command-line.ts';
import { EXIT, gravest } from '../../src/cli/exit-codes.ts';

test('plain arguments are not quoted', () => {
  expect(shellQuote('sim-configs/raft/chaos-5.yaml')).toBe('sim-configs/raft/chaos-5.yaml');
});

property.prop([fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 40 })], {
  numRuns: 20,
})('a shell reads quoted arguments as they were', (drawn) => {
  const args = drawn.map((argument) => argument.replaceAll('\0', ''));
  const script = `printf '%s\\0' ${args.map(shellQuote).join(' ')}`;
  const read = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
  expect(read.split('\0').slice(0, -1)).toEqual(args);
});

test('the line that reproduces a trial says all that changes it, and no more', () => {
  const options = { set: ['network.latency={uniform: 1ms..2ms}'], seed: '$7' };
  expect(reproduceLine('a.yaml', 12, options)).toBe(
    "npx coordsim replay a.yaml --trial 12 --set 'network.latency={uniform: 1ms..2ms}' --seed '$7'",
  );
});

test('of several results the gravest decides', () => {
  const codes = [EXIT.passed, EXIT.vacuous, EXIT.exhausted, EXIT.stuck, EXIT.unsafe] as const;
  expect(gravest(codes)).toBe(EXIT.unsafe);
  expect(gravest([...codes, EXIT.notDeterministic])).toBe(EXIT.notDeterministic);
  expect(gravest([EXIT.vacuous, EXIT.stuck])).toBe(EXIT.stuck);
  expect(gravest([EXIT.passed])).toBe(EXIT.passed);
  expect(gravest([])).toBe(EXIT.passed);
});
