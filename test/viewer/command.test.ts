import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { Scratch } from '../cli/scratch.ts';

const config = resolve('sim-configs/echo/lossy.yaml');

test('coordsim view writes the page of a trial, and says what it wrote', async () => {
  const scratch = new Scratch();
  const { code, stdout } = await scratch.coordsim(
    'view',
    config,
    '--trial',
    '3',
    '--out',
    'lossy.html',
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/^lossy\.html: echo\/lossy: trial 3 \(seed .*:3\), 0\.\d MB; /);
  const page = scratch.read('lossy.html');
  expect(page).toMatch(/^<!doctype html>/i);
  expect(page).toContain('<title>echo/lossy: trial 3 (seed');
  expect(page).toContain('--trial 3 --out lossy.html');
});

test.each([
  [['view', config, '--out', 'lossy.html'], '--trial is missing'],
  [['view', config, '--trial', '3', '--out', 'lossy.svg'], 'write FILE.html'],
  [['view', config, '--trial', '3'], "required option '-o, --out <FILE>'"],
])('coordsim %j asks for what is missing', async (args, complaint) => {
  const { code, stderr } = await new Scratch().coordsim(...args);
  expect(code).toBe(2);
  expect(stderr).toContain(complaint);
});
