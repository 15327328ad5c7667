import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { LOSSY, MAIN, Scratch } from './scratch.ts';

describe('what a run prints', () => {
  test('on a pipe the summary is plain aligned text', async () => {
    const scratch = new Scratch({ 'lossy.yaml': LOSSY });
    const { code, stdout, stderr } = scratch.process('run', 'lossy.yaml');
    expect(stdout).toMatchInlineSnapshot(`
      "lossy: echo, 5 nodes, nemesis none, seed 1, 40 trials

      outcome  trials  share   95% interval
      passed       40   100%  91.24% … 100%

      property           expected    holds  violated  not exercised  exercised
      Faithful Echo      always         40         0              0        160
      Every Ping Echoed  eventually     40         0              0         40
      Ping Resent        sometimes      28         0             12         28

      metric           mean       95% interval    p50      p99    max   n
      roundTrip     165.0ms  108.9ms … 221.1ms  110ms  693.0ms  810ms  40
      messagesSent    11.42      10.35 … 12.50     11    19.61     20  40
      bytesSent       1,143      1,035 … 1,250  1,100    1,961  2,000  40

      faults   none planned
      files    results/lossy/{manifest.json,trials.csv,summary.csv}

      passed
      "
    `);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('a broken property is explained, and its line to paste reproduces it', async () => {
    const scratch = new Scratch({ "it's lossy.yaml": LOSSY });
    const run = await scratch.coordsim(
      'run',
      "it's lossy.yaml",
      ...['--set', 'variant=empty-echo', '--seed', 'the first', '--trials', '9'],
    );
    expect(run.code).toBe(1);
    expect(run.stdout).toMatchInlineSnapshot(`
      "it's lossy: echo (variant empty-echo), 5 nodes, nemesis none, seed the first, 9 trials

      outcome  trials  share   95% interval
      passed        0     0%    0% … 29.91%
      unsafe        9   100%  70.09% … 100%

      property           expected    holds  violated  not exercised  unknown  exercised
      Faithful Echo      always          0         9              0        0          9
      Every Ping Echoed  eventually      0         0              0        9          0
      Ping Resent        sometimes       0         0              9        0          0

      metric         mean   95% interval  p50  p99  max  n
      roundTrip         –              –    –    –    –  0
      messagesSent  7.222  6.710 … 7.735    7    8    8  9
      bytesSent     722.2  671.0 … 773.5  700  800  800  9

      faults   none planned
      files    results/it's lossy/{manifest.json,trials.csv,summary.csv,violations/*.json}

      Faithful Echo is violated in 9 trials, first in trial 0 (seed the first:0):
        promised     An echo carries the payload that was sent. [RFC 862]
        found        nobody sent '' (at 10.000ms)
        facts        at 10.000ms n0 Heard {payload: ''}
        faults       none
        shrunk to    no fault at all
        reproduce:   npx coordsim replay 'results/it'\\''s lossy/violations/faithful-echo-e845573b.json'
                     npx coordsim replay 'it'\\''s lossy.yaml' --trial 0 --set variant=empty-echo --seed 'the first'

      unsafe in 9 of 9 trials
      "
    `);

    const [, line = ''] = /reproduce: +.*\n +(.*)/.exec(run.stdout) ?? [];
    const replay = scratch.shell(line);
    expect(replay.code).toBe(1);
    expect(replay.stdout).toContain("found        nobody sent '' (at 10.000ms)");
    const hash = /hash +(\w+)/.exec(replay.stdout)?.[1];
    const trial = /--trial (\d+)/.exec(line)?.[1];
    const rows = scratch.read(`results/it's lossy/trials.csv`).split('\n');
    expect(rows[Number(trial) + 1]).toMatch(new RegExp(`,${hash}$`));
  });

  test('--json prints the same as one line of data', async () => {
    const scratch = new Scratch({ 'lossy.yaml': LOSSY });
    const { code, stdout } = await scratch.coordsim('run', 'lossy.yaml', '--json');
    const summary = JSON.parse(stdout);
    expect(stdout.trimEnd()).not.toContain('\n');
    expect(code).toBe(0);
    expect(summary).toMatchObject({ config: 'lossy', seed: '1', trials: 40, exitCode: 0 });
    expect(summary.outcomes[0]).toMatchObject({ outcome: 'passed', count: 40, trials: 40 });
  });

  test('--quiet prints nothing when all is well, and what went wrong when it is not', async () => {
    const scratch = new Scratch({ 'lossy.yaml': LOSSY });
    const well = await scratch.coordsim('run', 'lossy.yaml', '--quiet');
    expect(well).toEqual({ code: 0, stdout: '', stderr: '' });
    const wrong = await scratch.coordsim(
      'run',
      'lossy.yaml',
      '--quiet',
      '--force',
      '--set',
      'network.loss=1',
    );
    expect(wrong.stdout).toContain('Every Ping Echoed is violated in 40 trials, first in trial 0');
    expect(wrong.stdout).not.toContain('outcome');
  });

  test('a reader that has seen enough does not change the exit code', () => {
    const scratch = new Scratch({ 'lossy.yaml': LOSSY });
    const { stdout, stderr } = scratch.shell(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's.
      'npx coordsim run lossy.yaml --set variant=empty-echo | head -1; echo "${PIPESTATUS[0]}"',
    );
    expect(stdout.split('\n').slice(-2)).toEqual(['1', '']);
    expect(stderr).toBe('');
  });
});

describe('exit codes', () => {
  test.each<[code: number, verdict: string, args: string[]]>([
    [0, 'passed', []],
    [1, 'unsafe in 40 of 40 trials', ['--set', 'variant=empty-echo']],
    [3, 'stuck in 40 of 40 trials', ['--set', 'network.loss=1']],
    [4, 'exhausted in 40 of 40 trials', ['--set', 'max-events=1']],
    [5, 'vacuous', ['--set', 'network.loss=0']],
  ])('%i: %s', async (code, verdict, args) => {
    const scratch = new Scratch({ 'lossy.yaml': LOSSY });
    const run = scratch.process('run', 'lossy.yaml', ...args);
    expect(run.stdout.trimEnd().split('\n').at(-1)).toBe(verdict);
    expect(run.code).toBe(code);
  });

  test('5: what was never tried is named', async () => {
    const faults = 'faults:\n  - {at: 500ms, restart: 1}\n  - {at: 501ms, crash: 2, for: 9ms}\n';
    const config = LOSSY.replace('0.2', '0') + faults;
    const scratch = new Scratch({ 'calm.yaml': config });
    const { code, stdout } = await scratch.coordsim('run', 'calm.yaml');
    expect(code).toBe(5);
    expect(stdout.match(/^vacuous: .*/gm)).toEqual([
      'vacuous: Ping Resent was reached in no trial',
      "vacuous: line 1 of the config's faults (at 500ms restart n1) landed in no trial",
    ]);
    expect(stdout).toContain('faults   80 planned, 40 landed (50%): crash\n');
  });
});

describe('the files of a run', () => {
  test('the rows are the same bytes on one thread and on two', async () => {
    const scratch = new Scratch({ 'lossy.yaml': LOSSY });
    await scratch.coordsim('run', 'lossy.yaml', '--out', 'one', '--jobs', '1');
    await scratch.coordsim('run', 'lossy.yaml', '--out', 'two', '--jobs', '2');
    expect(scratch.read('two/trials.csv')).toBe(scratch.read('one/trials.csv'));
    expect(scratch.read('two/summary.csv')).toBe(scratch.read('one/summary.csv'));
  });

  test('the manifest says what was run, by which version', async () => {
    const scratch = new Scratch({ 'lossy.yaml': LOSSY });
    await scratch.coordsim('run', 'lossy.yaml', '--set', 'nodes=3', '--trials', '7');
    expect(JSON.parse(scratch.read('results/lossy/manifest.json'))).toMatchObject({
      coordsim: '0.1.0',
      node: process.versions.node,
      command: 'npx coordsim run lossy.yaml --trials 7 --set nodes=3',
      seed: '1',
      trials: 7,
      config: { file: 'lossy.yaml', text: LOSSY, normalised: { nodes: 3, trials: 7 } },
    });
  });

  test('nothing is overwritten without --force, and only the run with it', async () => {
    const scratch = new Scratch({ 'lossy.yaml': LOSSY });
    await scratch.coordsim('run', 'lossy.yaml', '--out', 'out');
    const before = scratch.read('out/trials.csv');
    writeFileSync(scratch.file('out/notes.txt'), 'mine');

    const again = await scratch.coordsim('run', 'lossy.yaml', '--out', 'out');
    expect(again).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'error: out holds this run, finished; overwrite it with --force, or write elsewhere with --out DIR\n',
    });
    const other = await scratch.coordsim('run', 'lossy.yaml', '--out', 'out', '--seed', '2');
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('out holds another run, which differs in seed;');
    expect(scratch.read('out/trials.csv')).toBe(before);

    const forced = await scratch.coordsim(
      'run',
      'lossy.yaml',
      '--out',
      'out',
      '--seed',
      '2',
      '--force',
    );
    expect(forced.code).toBe(0);
    expect(scratch.read('out/trials.csv')).not.toBe(before);
    expect(scratch.read('out/notes.txt')).toBe('mine');
  });

  test('files that no run wrote are not taken for a run', async () => {
    const scratch = new Scratch({ 'lossy.yaml': LOSSY });
    mkdirSync(scratch.file('out'));
    writeFileSync(scratch.file('out/trials.csv'), 'precious\n');
    expect((await scratch.coordsim('run', 'lossy.yaml', '--out', 'out')).code).toBe(2);
    expect((await scratch.coordsim('run', 'lossy.yaml', '--out', 'out', '--resume')).code).toBe(2);
    expect(scratch.read('out/trials.csv')).toBe('precious\n');
  });
});

describe('going on where a run stopped', () => {
  const files = ['manifest.json', 'trials.csv', 'summary.csv'] as const;
  const whole = new Map<string, string>();
  const long = ['run', 'lossy.yaml', '--trials', '20000', '--jobs', '1'];

  // What uninterrupted runs write, to compare with.
  beforeAll(() => {
    const path = mkdtempSync(join(tmpdir(), 'coordsim-whole-'));
    writeFileSync(join(path, 'lossy.yaml'), LOSSY);
    const run = (...args: string[]) => spawnSync(process.execPath, [MAIN, ...args], { cwd: path });
    run('run', 'lossy.yaml', '--out', 'short');
    run(...long, '--out', 'long');
    for (const file of ['short', 'long'].flatMap((out) => files.map((name) => `${out}/${name}`))) {
      whole.set(file, readFileSync(join(path, file), 'utf8'));
    }
    rmSync(path, { recursive: true });
  });

  /** A folder with a run in `out` of which so much of trials.csv was written. */
  function interrupted(trials: string): Scratch {
    const scratch = new Scratch({ 'lossy.yaml': LOSSY });
    mkdirSync(scratch.file('out'));
    writeFileSync(scratch.file('out/manifest.json'), whole.get('short/manifest.json') ?? '');
    writeFileSync(scratch.file('out/trials.csv'), trials);
    return scratch;
  }

  const shortTrials = (): string => whole.get('short/trials.csv') ?? '';

  test.each([
    ['before the header', () => 0],
    ['in the header', () => 20],
    ['after the header', (text: string) => text.indexOf('\n') + 1],
    ['in the first row', (text: string) => text.indexOf('\n') + 30],
    ['in the middle', (text: string) => Math.floor(text.length / 2)],
    ['before a line feed', (text: string) => text.indexOf('\n', 3_000)],
    ['after a line feed', (text: string) => text.indexOf('\n', 3_000) + 1],
    ['before the last line feed', (text: string) => text.length - 1],
    ['after the last row', (text: string) => text.length],
  ])('a file cut off %s is completed to the same bytes', async (_, lengthOf) => {
    const trials = shortTrials();
    const scratch = interrupted(trials.slice(0, lengthOf(trials)));
    const { code, stdout } = await scratch.coordsim(
      'run',
      'lossy.yaml',
      '--out',
      'out',
      '--resume',
    );
    expect(code).toBe(0);
    expect(stdout).toContain('seed 1, 40 trials');
    for (const name of files) expect(scratch.read(`out/${name}`)).toBe(whole.get(`short/${name}`));
  });

  test.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
    'a run ended by %s is completed to the same bytes',
    async (signal) => {
      const scratch = new Scratch({ 'lossy.yaml': LOSSY });
      const child = spawn(process.execPath, [MAIN, ...long, '--out', 'ended'], {
        cwd: scratch.path,
      });
      let stderr = '';
      child.stderr.on('data', (text) => {
        stderr += text;
      });
      const hasEnded = new Promise<number | null>((resolve) => child.on('close', resolve));
      await rowsAppear(scratch.file('ended/trials.csv'));
      child.kill(signal);
      const code = await hasEnded;

      expect(code).toBe({ SIGKILL: null, SIGINT: 130, SIGTERM: 143 }[signal]);
      expect(existsSync(scratch.file('ended/summary.csv'))).toBe(false);
      if (signal !== 'SIGKILL') {
        const rows = scratch.read('ended/trials.csv').split('\n').length - 2;
        const kept = rows.toLocaleString('en-US');
        expect(stderr).toContain(`interrupted: ${kept} of 20,000 trials are kept; go on with\n`);
        expect(stderr).toContain(
          '  npx coordsim run lossy.yaml --trials 20000 --jobs 1 --out ended --resume\n',
        );
      }
      expect((await scratch.coordsim(...long, '--out', 'ended', '--resume')).code).toBe(0);
      expect(scratch.read('ended/trials.csv') === whole.get('long/trials.csv')).toBe(true);
      expect(scratch.read('ended/summary.csv')).toBe(whole.get('long/summary.csv'));
    },
  );

  test('an unfinished run is not begun anew without a word', async () => {
    const begun = shortTrials().slice(0, 3_000);
    const scratch = interrupted(begun);
    const { code, stderr } = await scratch.coordsim('run', 'lossy.yaml', '--out', 'out');
    expect(code).toBe(2);
    expect(stderr).toContain('out holds this run, unfinished; go on with --resume');
    expect(scratch.read('out/trials.csv')).toBe(begun);
  });

  test('another run is not resumed', async () => {
    const scratch = interrupted(shortTrials());
    const { code, stderr } = await scratch.coordsim(
      ...['run', 'lossy.yaml', '--out', 'out', '--resume', '--seed', '2', '--set', 'nodes=3'],
    );
    expect(code).toBe(2);
    expect(stderr).toContain('out cannot be resumed: the run there differs in nodes, seed;');
  });

  test('a row that the run cannot have written is not taken up, nor cut off', async () => {
    const changed = shortTrials().replace(/^(echo,.*,3,1:3,)passed/m, '$1lost');
    const scratch = interrupted(changed);
    const { code, stderr } = await scratch.coordsim(
      'run',
      'lossy.yaml',
      '--out',
      'out',
      '--resume',
    );
    expect(code).toBe(2);
    expect(stderr).toBe(
      "error: out/trials.csv:5: outcome: found 'lost'; accepted: passed, unsafe, stuck, exhausted, outside\n",
    );
    expect(scratch.read('out/trials.csv')).toBe(changed);
  });

  async function rowsAppear(path: string): Promise<void> {
    for (let waited = 0; waited < 20_000; waited += 5) {
      if (existsSync(path) && statSync(path).size > 20_000) return;
      await sleep(5);
    }
    throw new Error(`${path} got no rows: ${existsSync(path) && readFileSync(path, 'utf8')}`);
  }
});

test('--verify runs trials again and says so', async () => {
  const scratch = new Scratch({ 'lossy.yaml': LOSSY });
  const { code, stdout } = await scratch.coordsim('run', 'lossy.yaml', '--verify');
  expect(stdout).toContain('verified 10 trials run again, all the same\n');
  expect(code).toBe(0);
});
