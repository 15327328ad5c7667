import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LOSSY, Scratch } from './scratch.ts';

const SMALL = LOSSY.replace('nodes: 5', 'nodes: 2').replace('0.2', '0.5');

describe('a replay of a config', () => {
  test('prints how the trial ended and what it measured', async () => {
    const scratch = new Scratch({ 'small.yaml': SMALL });
    const { code, stdout } = await scratch.coordsim('replay', 'small.yaml', '--trial', '3');
    expect(stdout).toMatchInlineSnapshot(`
      "small: trial 3 (seed 1:3): passed

      property           expected    verdict        exercised
      Faithful Echo      always      holds                  1
      Every Ping Echoed  eventually  holds                  1
      Ping Resent        sometimes   not exercised          0

      metric               value
      roundTrip             10ms
      messagesSent             2
      messagesDelivered        2
      bytesSent              200
      events                   2
      endedAt            6,000ms

      faults   none
      hash     f34f9ad7fc1d3cf2
      "
    `);
    expect(code).toBe(0);
  });

  test('prints with --trace what happened, before anything else', async () => {
    const faults = `faults:
  - {at: 4ms, partition: {isolate: 1}, for: 2ms}
  - {at: 107ms, clock-jump: 0, by: 5ms}
  - {at: 112ms, crash: 0, for: 1ms}
`;
    const scratch = new Scratch({ 'small.yaml': SMALL + faults });
    const { stdout } = await scratch.coordsim('replay', 'small.yaml', '--trial', '3', '--trace');
    expect(stdout.slice(0, stdout.indexOf('\n\n') + 1)).toMatchInlineSnapshot(`
      "    0.000ms  n0       boots
          0.000ms  n1       boots
          4.000ms           fault: linksFaulty n0 ⇄ n1 {block: 'drop'}
          5.000ms  n0 × n1  dropped (blocked) Ping {payload: 'hello'}
          6.000ms           fault: linksHealed n0 ⇄ n1 {block: 'drop'}
        100.000ms  n0       timer resend
        100.000ms  n0       * Resent
        105.000ms  n0 → n1  Ping {payload: 'hello'}
        107.000ms  n0       fault: clockJumped {byUs: 5000}
        110.000ms  n1 → n0  Echo {payload: 'hello'}
        110.000ms  n0       * Heard {payload: 'hello'}
        110.000ms  n0       * HeardAll
        112.000ms  n0       * node:crashed
        113.000ms  n0       * node:restarted {disk: 'kept'}
        113.000ms  n0       boots
        118.000ms  n0 → n1  Ping {payload: 'hello'}
        123.000ms  n1 → n0  Echo {payload: 'hello'}
        123.000ms  n0       * Heard {payload: 'hello'}
        123.000ms  n0       * HeardAll
       1000.000ms           * faults:healed
      "
    `);
  });

  test('prints lines of JSON with --json, the trial last', async () => {
    const scratch = new Scratch({ 'small.yaml': SMALL });
    const { stdout } = await scratch.coordsim(
      'replay',
      'small.yaml',
      '--trial',
      '3',
      '--trace',
      '--json',
    );
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0]).toMatchObject({ index: 0, kind: 'booted', atUs: 0, at: 0 });
    expect(lines.at(-1)).toMatchObject({ kind: 'trial', trial: 3, seed: '1:3', outcome: 'passed' });
  });

  test('lists who provably lied, with the two messages that prove it', async () => {
    const liar = `protocol: pbft
nodes: 4
duration: 200ms
settle: 0s
clients: {count: 1, think: 10ms, end: 200ms}
faults:
  - {at: 0s, byzantine: 3, does: equivocate, to: [1], messages: [Prepare]}
`;
    const scratch = new Scratch({ 'liar.yaml': liar });
    const { stdout } = await scratch.coordsim('replay', 'liar.yaml', '--trial', '0');
    const [, accused] = stdout.split('\nliars    ');
    expect(accused?.slice(0, accused.indexOf('hash'))).toMatchInlineSnapshot(`
      "n3 is convicted at 4.000ms: it signed both
                 Prepare {view: 0, sequence: 1, digest: 1040350088, replica: 3, signature: {signer: 3}}
                 Prepare {view: 0, sequence: 1, digest: 1040350087, replica: 3, signature: {signer: 3}}
      "
    `);
    const asJson = await scratch.coordsim('replay', 'liar.yaml', '--trial', '0', '--json');
    expect(JSON.parse(asJson.stdout)).toMatchObject({
      convictions: [{ signer: 3, slot: 'Prepare/0/1' }],
    });
  });

  test('takes the root seed and values from the command line', async () => {
    const scratch = new Scratch({ 'small.yaml': SMALL });
    const args = ['--trial', '0', '--seed', 'other', '--set', 'network.loss=1'];
    const { code, stdout } = await scratch.coordsim('replay', 'small.yaml', ...args);
    expect(stdout).toContain('small: trial 0 (seed other:0): stuck\n');
    expect(code).toBe(3);
  });
});

describe('a replay of results', () => {
  async function withResults(): Promise<Scratch> {
    const scratch = new Scratch({ 'small.yaml': SMALL });
    await scratch.coordsim('run', 'small.yaml', '--out', 'out');
    return scratch;
  }

  test('needs neither the config nor the files beside it, and compares with the row', async () => {
    const scratch = await withResults();
    writeFileSync(scratch.file('small.yaml'), 'gone');
    const { code, stdout } = await scratch.coordsim('replay', 'out', '--trial', '3');
    const hash = scratch.read('out/trials.csv').split('\n')[4]?.split(',').at(-1);
    expect(stdout).toContain(`hash     ${hash} (as in trials.csv, with the rest of its row)\n`);
    expect(code).toBe(0);
  });

  test('ends with 6 and names what differs when the row was another', async () => {
    const scratch = await withResults();
    const rows = scratch.read('out/trials.csv').split('\n');
    rows[4] = rows[4]?.replace(/,(\w+)$/, ',0123456789abcdef') ?? '';
    writeFileSync(scratch.file('out/trials.csv'), rows.join('\n'));
    const { code, stdout } = await scratch.coordsim('replay', 'out', '--trial', '3');
    expect(stdout).toContain('(this trial is not as in trials.csv)\n');
    expect(stdout).toMatch(/^traceHash {2}0123456789abcdef {2}[0-9a-f]{16}$/m);
    expect(code).toBe(6);
  });

  test('runs a trial that an unfinished run has no row of', async () => {
    const scratch = await withResults();
    const rows = scratch.read('out/trials.csv').split('\n').slice(0, 4);
    writeFileSync(scratch.file('out/trials.csv'), rows.join('\n'));
    const { code, stdout } = await scratch.coordsim('replay', 'out', '--trial', '3');
    expect(stdout).toContain('(trials.csv has no row of this trial)\n');
    expect(code).toBe(0);
  });

  test.each<[complaint: string, args: string[]]>([
    ['--trial 40: found no such trial in out; write 0 to 39', ['--trial', '40']],
    [
      '--seed: found a results folder, whose config and seed are fixed; replay small.yaml',
      ['--trial', '1', '--seed', '2'],
    ],
  ])('refuses what a run does not have: %s', async (complaint, args) => {
    const { code, stderr } = await (await withResults()).coordsim('replay', 'out', ...args);
    expect(stderr).toContain(`error: ${complaint}`);
    expect(code).toBe(2);
  });

  test('refuses a manifest that was changed', async () => {
    const scratch = await withResults();
    const manifest = scratch.read('out/manifest.json');
    writeFileSync(scratch.file('out/manifest.json'), manifest.replace('"nodes": 2', '"nodes": 3'));
    const { code, stderr } = await scratch.coordsim('replay', 'out', '--trial', '1');
    expect(stderr).toBe(
      'error: out/manifest.json is not the manifest of a run, or has been changed\n',
    );
    expect(code).toBe(2);
  });
});
