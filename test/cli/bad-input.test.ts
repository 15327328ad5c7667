import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LOSSY, Scratch } from './scratch.ts';

const RAFT = 'protocol: raft\nnodes: 3\nduration: 1s\nnetwork:\n  latency: 5ms\n';

describe('a config that cannot be run ends with 2 and a sentence that says where and why', () => {
  test.each<[what: string, config: string, complaint: string]>([
    [
      'an unknown key',
      LOSSY.replace('settle', 'setle'),
      "config.yaml:5:1: setle: no such key (did you mean 'settle'?)",
    ],
    [
      'a missing unit',
      LOSSY.replace('5ms', '5'),
      'config.yaml:7:12: network.latency: found 5, which has no unit; write a duration such as 5ms (us, ms, s, m, h)',
    ],
    [
      'an unknown protocol',
      LOSSY.replace('echo', 'ecko'),
      "config.yaml:1:11: protocol: found 'ecko', which is no protocol (did you mean 'echo'?)",
    ],
    [
      'an unknown nemesis',
      `${LOSSY}nemesis: chaoss\n`,
      "config.yaml:9:10: nemesis: found 'chaoss', which is no nemesis (did you mean 'chaos'?)",
    ],
    [
      'an unknown variant',
      `${LOSSY}variant: full-echo\n`,
      "config.yaml:9:10: variant: found 'full-echo', which is no variant; write empty-echo",
    ],
    [
      'too few nodes for the protocol',
      LOSSY.replace('nodes: 5', 'nodes: 1'),
      'config.yaml:2:8: nodes: echo cannot work with 1 nodes',
    ],
    [
      'a node out of range',
      `${RAFT}faults:\n  - {at: 1ms, crash: 3}\n`,
      'config.yaml:7:22: faults[0].crash: found 3',
    ],
    [
      'a duration over the limit',
      RAFT.replace('1s', '90000h'),
      "config.yaml:3:11: duration: found '90000h', which is over the limit of ten years (87600h)",
    ],
    ['YAML that is none', RAFT.replace('nodes: 3', 'nodes: [3'), 'config.yaml:'],
    ['an empty file', '', 'config.yaml:1:1: the config is empty'],
  ])('%s', async (_, config, complaint) => {
    const scratch = new Scratch({ 'config.yaml': config });
    const { code, stdout, stderr } = await scratch.coordsim('run', 'config.yaml');
    expect(stderr).toContain(complaint);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('a CSV that is not one', async () => {
    const config = LOSSY.replace('5ms', '{empirical: latencies.csv}');
    const scratch = new Scratch({ 'config.yaml': config, 'latencies.csv': '\0\x01\x02' });
    const { code, stderr } = await scratch.coordsim('run', 'config.yaml');
    expect(stderr).toContain('latencies.csv:1:1: this is not a text file');
    expect(code).toBe(2);
  });

  test('a value on the command line', () => {
    const scratch = new Scratch({ 'config.yaml': LOSSY });
    const { code, stderr } = scratch.process('run', 'config.yaml', '--set', 'nodes=five');
    expect(stderr).toBe(
      "--set nodes=five: found 'five', which is not a number; write a whole number from 1 to 10,000\n",
    );
    expect(code).toBe(2);
  });
});

describe('a command line that makes no sense ends with 2', () => {
  test.each<[complaint: string, args: string[]]>([
    [
      "error: option '-n, --trials <N>' argument '0' is invalid. Found '0'; write a whole number of at least 1.",
      ['run', 'config.yaml', '--trials', '0'],
    ],
    [
      "error: option '-j, --jobs <N>' argument 'all' is invalid. Found 'all'",
      ['run', 'config.yaml', '--jobs', 'all'],
    ],
    [
      "error: option '-t, --trial <N>' argument '-1' is invalid",
      ['replay', 'config.yaml', '--trial', '-1'],
    ],
    ['error: --trial is missing: which trial of', ['replay', 'config.yaml']],
    [
      "error: unknown option '--sede'\n(Did you mean --seed?)",
      ['run', 'config.yaml', '--sede', '1'],
    ],
    ["error: unknown command 'rnu'\n(Did you mean run?)", ['rnu', 'config.yaml']],
    ["error: missing required argument 'config'", ['run']],
    [
      'error: --set nodes: found no key and value; write key=value',
      ['run', 'config.yaml', '--set', 'nodes'],
    ],
    [
      'error: --force and --resume: found both; write one of them',
      ['run', 'config.yaml', '--force', '--resume'],
    ],
    ['error: there is no config confg.yaml (did you mean config.yaml?)', ['run', 'confg.yaml']],
    ['error: there is no config nowhere/config.yaml', ['run', 'nowhere/config.yaml']],
    ['error: . is a folder; name one config (did you mean config.yaml?)', ['run', '.']],
    ["error: command-argument value 'policy' is invalid for argument 'kind'", ['list', 'policy']],
    ['Usage: coordsim', []],
  ])('%s', async (complaint, args) => {
    const { code, stdout, stderr } = await new Scratch({ 'config.yaml': LOSSY }).coordsim(...args);
    expect(stderr).toContain(complaint);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('a config that is not there is looked for below sim-configs', async () => {
    const scratch = new Scratch();
    mkdirSync(scratch.file('sim-configs/echo'), { recursive: true });
    writeFileSync(scratch.file('sim-configs/echo/lossy.yaml'), LOSSY);
    const { stderr } = await scratch.coordsim('run', 'echo/lossy');
    expect(stderr).toBe(
      'error: there is no config echo/lossy (did you mean sim-configs/echo/lossy.yaml?)\n',
    );
  });
});

describe('a folder that cannot be written ends with 2 and its name', () => {
  test('a file is in the way', async () => {
    const scratch = new Scratch({ 'config.yaml': LOSSY, out: 'mine' });
    const { code, stderr } = await scratch.coordsim('run', 'config.yaml', '--out', 'out');
    expect(stderr).toBe(`error: cannot write ${scratch.file('out')}: a file is in the way\n`);
    expect(code).toBe(2);
    expect(scratch.read('out')).toBe('mine');
    const below = await scratch.coordsim('run', 'config.yaml', '--out', 'out/deep/er');
    expect(below.stderr).toBe(`error: cannot write ${scratch.file('out')}: a file is in the way\n`);
  });

  test.skipIf(process.platform !== 'linux')('no folder can be made there', async () => {
    const scratch = new Scratch({ 'config.yaml': LOSSY });
    const { code, stderr } = await scratch.coordsim('run', 'config.yaml', '--out', '/proc/here');
    expect(stderr).toBe('error: cannot write /proc/here: no folder can be made there\n');
    expect(code).toBe(2);
  });

  test.skipIf(process.platform === 'win32')('permission is denied', async () => {
    const scratch = new Scratch({ 'config.yaml': LOSSY });
    mkdirSync(scratch.file('locked'));
    chmodSync(scratch.file('locked'), 0o555);
    chmodSync(scratch.path, 0o755);
    const args = ['run', 'config.yaml', '--out', 'locked/out'];
    const { code, stderr } = await withoutPrivilege(() => scratch.coordsim(...args));
    expect(stderr).toContain('locked/out: permission is denied');
    expect(code).toBe(2);
  });
});

/** Root may write everywhere: for as long as this takes, it is nobody. */
async function withoutPrivilege<R>(act: () => Promise<R>): Promise<R> {
  if (process.getuid?.() !== 0) return await act();
  process.seteuid?.(NOBODY);
  try {
    return await act();
  } finally {
    process.seteuid?.(0);
  }
}

const NOBODY = 65_534;
