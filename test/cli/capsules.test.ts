import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageVersion } from '../../src/cli/version.ts';
import { type Capsule, capsuleText, sealCapsule } from '../../src/experiment/capsule.ts';
import { configHash } from '../../src/experiment/config/config-hash.ts';
import { shrinkTrial } from '../../src/experiment/shrink/shrink-trial.ts';
import { planOf } from '../configs.ts';
import { Scratch } from './scratch.ts';

const STEP_DOWN = resolve('sim-configs/raft/mutants/no-step-down.yaml');
const MIXED_LOGS = resolve('sim-configs/raft/mutants/no-log-check.yaml');

function capsulesIn(scratch: Scratch, folder: string): Capsule[] {
  const violations = scratch.file(join(folder, 'violations'));
  return readdirSync(violations)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((name) => JSON.parse(readFileSync(join(violations, name), 'utf8')));
}

const plan = planOf('raft/mutants/no-log-check.yaml');
const SEALED = capsuleText(
  sealCapsule(
    shrinkTrial(plan, 0),
    {
      config: 'raft/mutants/no-log-check',
      configHash: configHash(plan.config),
      trials: 1,
      failing: 1,
      firstTrials: [0],
    },
    packageVersion(),
  ),
);

/** Puts a capsule beside the command, as `coordsim shrink --out capsule.json` would. */
function sealedIn(scratch: Scratch): string {
  writeFileSync(scratch.file('capsule.json'), SEALED);
  return SEALED;
}

describe('coordsim run', () => {
  test('seals each way of breaking once, with the number of trials that broke so', async () => {
    const scratch = new Scratch();
    const run = await scratch.coordsim('run', STEP_DOWN, '-n', '60', '-o', 'out', '--json');
    expect(run.code).toBe(1);
    const capsules = capsulesIn(scratch, 'out');
    expect(capsules.length).toBeGreaterThan(1);
    const { outcomes } = JSON.parse(run.stdout);
    const failed = outcomes.filter(({ outcome }: { outcome: string }) => outcome !== 'passed');
    const counted = failed.reduce((sum: number, { count }: { count: number }) => sum + count, 0);
    const sealed = capsules.reduce((sum, { origin }) => sum + origin.failing, 0);
    expect(sealed).toBe(counted);
    for (const { origin, trial } of capsules) expect(trial).toBe(origin.firstTrials[0]);
  });

  test('seals the same when it was interrupted and goes on', async () => {
    const scratch = new Scratch();
    await scratch.coordsim('run', STEP_DOWN, '-n', '30', '-o', 'out');
    const whole = capsulesIn(scratch, 'out');
    const rows = scratch.read('out/trials.csv').split('\n');
    writeFileSync(scratch.file('out/trials.csv'), `${rows.slice(0, 18).join('\n')}\n`);
    const resumed = await scratch.coordsim('run', STEP_DOWN, '-n', '30', '-o', 'out', '--resume');
    expect(resumed.code).toBe(1);
    expect(capsulesIn(scratch, 'out')).toEqual(whole);
  });

  test('prints what a failure was shrunk to, and how to replay that', async () => {
    const scratch = new Scratch();
    const run = await scratch.coordsim('run', MIXED_LOGS, '-n', '5', '-o', 'out', '--quiet');
    expect(run.stdout).toMatch(/ {2}shrunk to {4}at \d+ms isolate n\d for \d+ms\n/);
    const [, line = ''] = /reproduce: +(.*)/.exec(run.stdout) ?? [];
    expect(line).toMatch(/^npx coordsim replay out\/violations\/log-matching-[0-9a-f]{8}\.json$/);
    expect(scratch.shell(line)).toMatchObject({ code: 1 });
    expect(run.stdout).toContain(`npx coordsim replay ${MIXED_LOGS} --trial 0`);
  });

  test('does not shrink where it is told not to', async () => {
    const scratch = new Scratch();
    const run = await scratch.coordsim(
      'run',
      MIXED_LOGS,
      '-n',
      '5',
      '-o',
      'out',
      '-q',
      '--no-shrink',
    );
    expect(run.stdout).toContain('  shrunk to    (not shrunk)\n');
    const [capsule] = capsulesIn(scratch, 'out');
    expect(capsule?.shrinking.before).toEqual(capsule?.shrinking.after);
  });

  test('leaves no capsule of an earlier run behind', async () => {
    const scratch = new Scratch();
    await scratch.coordsim('run', MIXED_LOGS, '-n', '5', '-o', 'out');
    await scratch.coordsim(
      'run',
      resolve('sim-configs/echo/lossy.yaml'),
      '-n',
      '5',
      '-o',
      'out',
      '--force',
    );
    expect(readdirSync(scratch.file('out/violations'))).toEqual([]);
  });

  test('makes no folder for violations where there are none', async () => {
    const scratch = new Scratch();
    await scratch.coordsim('run', resolve('sim-configs/echo/lossy.yaml'), '-n', '5', '-o', 'out');
    expect(existsSync(scratch.file('out/violations'))).toBe(false);
  });
});

describe('coordsim shrink', () => {
  test('prints what a trial was and what is left of it', async () => {
    const scratch = new Scratch();
    const shrunk = await scratch.coordsim(
      'shrink',
      MIXED_LOGS,
      '--trial',
      '0',
      '--out',
      'capsule.json',
    );
    expect(shrunk).toMatchObject({ code: 0, stderr: '' });
    expect(shrunk.stdout).toMatch(/trial 0 \(seed 1:0\) breaks Log Matching\n/);
    expect(shrunk.stdout).toMatch(/^faults +2 +1$/m);
    expect(shrunk.stdout).toMatch(/effort +\d+ executions; no fault can be left out\n/);
    expect(shrunk.stdout).toMatch(/reproduce: +npx coordsim replay capsule\.json\n$/);
  });

  test('prints the capsule as JSON', async () => {
    const scratch = new Scratch();
    const text = sealedIn(scratch);
    const { stdout } = await scratch.coordsim('shrink', MIXED_LOGS, '--trial', '0', '--json');
    expect(JSON.parse(stdout)).toEqual(JSON.parse(text));
  });

  test('shrinks a capsule further, and finds nothing more to take away', async () => {
    const scratch = new Scratch();
    const { config } = JSON.parse(sealedIn(scratch));
    const again = JSON.parse((await scratch.coordsim('shrink', 'capsule.json', '--json')).stdout);
    expect(again.config.faults.length).toBeLessThanOrEqual(config.faults.length);
    expect(again.origin).toMatchObject({ trials: 1 });
  });

  test.each([
    [[MIXED_LOGS], '--trial is missing: which trial of'],
    [[MIXED_LOGS, '-t', '0', '-p', 'x'], '--property x: found no such property; write Election'],
    [[resolve('sim-configs/echo/lossy.yaml'), '-t', '0'], 'trial 0 breaks no property'],
    [['capsule.json', '-t', '0'], '--trial: found a capsule, whose config and trial are fixed'],
  ])('refuses %j with what is wrong', async (args, message) => {
    const scratch = new Scratch();
    sealedIn(scratch);
    const { code, stderr } = await scratch.coordsim('shrink', ...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe('coordsim replay of a capsule', () => {
  test('reproduces its trial to the last event', async () => {
    const scratch = new Scratch();
    sealedIn(scratch);
    const { code, stdout } = await scratch.coordsim('replay', 'capsule.json');
    expect(code).toBe(1);
    expect(stdout).toContain('breaks Log Matching again\n');
    expect(stdout).toMatch(/hash +[0-9a-f]{16} \(as sealed, to the last event\)\n/);
    expect(stdout).toContain('Log Matching is violated in trial 0');
  });

  test('shows the trace where it is asked to', async () => {
    const scratch = new Scratch();
    sealedIn(scratch);
    const { stdout } = await scratch.coordsim('replay', 'capsule.json', '--trace');
    expect(stdout).toContain('AppendEntries');
  });

  test('of an older version says where the trial differs now, and shows both sides', async () => {
    const scratch = new Scratch();
    const capsule = alteredAt(JSON.parse(sealedIn(scratch)), 20);
    const older = { ...capsule, coordsim: '0.0.9' };
    writeFileSync(scratch.file('older.json'), JSON.stringify(older));
    const { code, stdout } = await scratch.coordsim('replay', 'older.json');
    expect(code).toBe(1);
    const [before, after] = capsule.checkpoints.reached.slice(19, 21);
    expect(stdout).toContain(
      `The two runs differ after event ${before?.event} and not later than event ${after?.event}.`,
    );
    expect(stdout).toMatch(/ {2}then .*\[0{16}\] {3}\(coordsim 0\.0\.9\)/);
    expect(stdout).toMatch(/ {2}now .*\[[0-9a-f]{16}\] {3}\(coordsim \d/);
  });

  test('of this very version that differs is not deterministic', async () => {
    const scratch = new Scratch();
    const capsule = alteredAt(JSON.parse(sealedIn(scratch)), 3);
    writeFileSync(scratch.file('altered.json'), JSON.stringify(capsule));
    expect((await scratch.coordsim('replay', 'altered.json')).code).toBe(6);
  });

  test('refuses a file that is none, and options that a capsule has no use for', async () => {
    const scratch = new Scratch({ 'bad.json': '{"capsule": 7}', 'text.json': 'raft' });
    sealedIn(scratch);
    expect(await scratch.coordsim('replay', 'bad.json')).toMatchObject({
      code: 2,
      stderr: 'error: bad.json: capsule: found 7; accepted: 1\n',
    });
    expect((await scratch.coordsim('replay', 'text.json')).stderr).toContain(
      'found a text that is not JSON',
    );
    expect(await scratch.coordsim('replay', 'capsule.json', '-t', '1')).toMatchObject({
      code: 2,
      stderr: 'error: --trial: found a capsule, whose config, seed and trial are fixed\n',
    });
    expect((await scratch.coordsim('replay', MIXED_LOGS)).stderr).toContain('--trial is missing');
  });
});

describe('coordsim regress', () => {
  test('writes a test, and overwrites none unasked', async () => {
    const scratch = new Scratch();
    sealedIn(scratch);
    const args = ['regress', 'capsule.json', '--test', 'mixed.test.ts'];
    expect(await scratch.coordsim(...args)).toMatchObject({ code: 0, stderr: '' });
    expect(scratch.read('mixed.test.ts')).toContain("from 'coordsim';");
    expect(await scratch.coordsim(...args)).toMatchObject({
      code: 2,
      stderr: 'error: --test mixed.test.ts: found a file of that name; overwrite it with --force\n',
    });
    expect((await scratch.coordsim(...args, '--force', '--import', '../src/index.ts')).code).toBe(
      0,
    );
    expect(scratch.read('mixed.test.ts')).toContain("from '../src/index.ts';");
  });

  test('refuses what is not there', async () => {
    const { code, stderr } = await new Scratch().coordsim(
      'regress',
      'a.json',
      '--test',
      'a.test.ts',
    );
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'error: there is no capsule a.json\n' });
  });
});

/** The capsule of a run that took another course from this checkpoint on. */
function alteredAt(capsule: Capsule, checkpoint: number): Capsule {
  const { spacing, reached } = capsule.checkpoints;
  const altered = reached.map((one, index) =>
    index < checkpoint ? one : { ...one, hash: '0'.repeat(16) },
  );
  return {
    ...capsule,
    traceHash: '0'.repeat(16),
    checkpoints: { spacing, reached: altered },
  };
}
