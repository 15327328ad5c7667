import { expect, test } from 'vitest';
import { LOSSY, Scratch } from './scratch.ts';

test('list prints every kind of thing that a config may name', async () => {
  const { code, stdout } = await new Scratch().coordsim('list');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^protocols +summary\n(.+\n)*echo +A caller pings every other node/);
  expect(stdout).toMatch(/^nemeses +sentence\n(.+\n)*chaos /m);
  expect(stdout).toMatch(/^lies +protocol +sentence$/m);
  expect(stdout).toMatch(/^policies +family +sentence\ntruthful +bidding /m);
  expect(stdout).toMatch(
    /^empty-echo +echo +The echo comes without the payload\. +sim-configs\/echo/m,
  );
});

test('list prints one kind as JSON', async () => {
  const { stdout } = await new Scratch().coordsim('list', 'mutants', '--json');
  expect(JSON.parse(stdout)).toContainEqual({
    name: 'empty-echo',
    protocol: 'echo',
    sentence: 'The echo comes without the payload.',
    breaks: ['Faithful Echo'],
    config: 'sim-configs/echo/mutants/empty-echo.yaml',
  });
});

test('schema prints a JSON Schema', async () => {
  const schema = JSON.parse((await new Scratch().coordsim('schema')).stdout);
  expect(schema).toMatchObject({ title: 'A coordsim config', type: 'object' });
});

test('validate says of each config that it is ok, or all that is wrong with it', async () => {
  const wrong = LOSSY.replace('5ms', '5').replace('settle', 'setle');
  const scratch = new Scratch({ 'good.yaml': LOSSY, 'wrong.yaml': wrong });
  const { code, stdout } = await scratch.coordsim(
    'validate',
    'good.yaml',
    'wrong.yaml',
    'god.yaml',
  );
  expect(stdout.match(/^\w+\.yaml:.*|^there.*/gm)).toEqual([
    'good.yaml: ok',
    expect.stringContaining('wrong.yaml:5:1: setle: no such key'),
    expect.stringContaining('wrong.yaml:7:12: network.latency: found 5'),
    'there is no config god.yaml (did you mean good.yaml?)',
  ]);
  expect(code).toBe(2);
  expect(await scratch.coordsim('validate', 'good.yaml')).toMatchObject({ code: 0 });
});

test('validate prints a line of JSON for each config', async () => {
  const scratch = new Scratch({ 'good.yaml': LOSSY, 'wrong.yaml': LOSSY.replace('5ms', '5') });
  const { stdout } = await scratch.coordsim('validate', 'good.yaml', 'wrong.yaml', '--json');
  const [good, wrong] = stdout
    .split('\n')
    .slice(0, 2)
    .map((line) => JSON.parse(line));
  expect(good).toEqual({ file: 'good.yaml', ok: true, problems: [] });
  expect(wrong).toMatchObject({
    ok: false,
    problems: [{ line: 7, column: 12, key: 'network.latency' }],
  });
});

test('every command has a help with examples', async () => {
  const scratch = new Scratch();
  for (const command of ['run', 'replay', 'list', 'schema', 'validate']) {
    const { code, stdout } = await scratch.coordsim(command, '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nExamples?:\n {2}coordsim /);
  }
});
