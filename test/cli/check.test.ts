import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Scratch } from './scratch.ts';

const STALE_READ = resolve('docs/histories/stale-read.edn');
const TIMED_OUT = resolve('docs/histories/timed-out-write.edn');

describe('coordsim check', () => {
  test('ends with 0 when the history is linearizable', async () => {
    const { code, stdout } = await new Scratch().coordsim(
      'check',
      TIMED_OUT,
      '--model',
      'cas-register',
    );
    expect(stdout).toContain('5 operations (3 ok, 1 fail, 1 info) of 4 processes');
    expect(stdout).toMatch(/^linearizable \(\d+ steps\)$/m);
    expect(code).toBe(0);
  });

  test('ends with 1 when it is not, and names the operation and its line', async () => {
    const { code, stdout } = await new Scratch().coordsim(
      'check',
      STALE_READ,
      '--model',
      'register',
    );
    expect(stdout).toContain('impossible   read → 1, by process 2');
    expect(stdout).toContain('stale-read.edn:9, invoked in line 8');
    expect(stdout).toContain('possible     read → 2');
    expect(code).toBe(1);
  });

  test('cut off before the line that it names, the history is linearizable', async () => {
    const scratch = new Scratch();
    const file = scratch.file('cut.edn');
    writeFileSync(file, readFileSync(STALE_READ, 'utf8').split('\n').slice(0, 8).join('\n'));
    expect((await scratch.coordsim('check', file, '--model', 'register')).code).toBe(0);
  });

  test('ends with 4 when its budget is spent', async () => {
    const args = ['check', STALE_READ, '--model', 'register', '--budget', '2'];
    const { code, stdout } = await new Scratch().coordsim(...args);
    expect(stdout).toContain('The budget of 2 steps is spent');
    expect(code).toBe(4);
  });

  test('prints one line of JSON, and draws', async () => {
    const scratch = new Scratch();
    const svg = scratch.file('history.svg');
    const args = ['check', STALE_READ, '--model', 'register', '--json', '--svg', svg];
    expect(JSON.parse((await scratch.coordsim(...args)).stdout)).toMatchObject({
      verdict: 'not linearizable',
      operations: 4,
      impossible: { process: 2, f: 'read', answer: 1, invokedLine: 8, returnedLine: 9 },
      instead: [2],
      exitCode: 1,
    });
    expect(readFileSync(svg, 'utf8')).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  });

  test.each([
    [['--model', 'stack'], '--model stack: found no such model; write one of register,'],
    [
      ['--model', 'mutex'],
      'stale-read.edn:2:1: found the operation write; a mutex has acquire, release',
    ],
    [
      ['--model', 'counter', '--initial', 'x'],
      '--initial x: found no state of a counter; write a whole number',
    ],
    [['--model', 'register', '--initial', '1 2'], '--initial 1 2: found no single value'],
    [['--model', 'register', '--format', 'xml'], '--format xml: write auto, ndjson, edn, log'],
    [['--model', 'register', '--format', 'ndjson'], 'found what is not JSON'],
  ])('ends with 2 and a sentence for %j', async (args, message) => {
    const { code, stderr } = await new Scratch().coordsim('check', STALE_READ, ...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  test('ends with 2 where there is no such history', async () => {
    const { code, stderr } = await new Scratch().coordsim(
      'check',
      'none.edn',
      '--model',
      'register',
    );
    expect(stderr).toContain('there is no history none.edn');
    expect(code).toBe(2);
  });
});
