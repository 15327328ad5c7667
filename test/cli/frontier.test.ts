import { expect, test } from 'vitest';
import { Scratch } from './scratch.ts';

const RAFT = `protocol: raft
nodes: 3
duration: 500ms
settle: 3s
`;

const few = ['--nodes', '3', '--trials', '10', '--quiet'];

test('frontier prints a table, says what it means, and writes a CSV and a chart', async () => {
  const scratch = new Scratch({ 'raft.yaml': RAFT });
  const { code, stdout } = await scratch.coordsim('frontier', 'raft.yaml', ...few);
  expect(stdout).toMatch(
    /^raft: how many crashed nodes are too many: up to 10 trials a point, seed 1$/m,
  );
  expect(stdout).toMatch(/^ {4}3 {7}1 {10}1 {2}held {4}held {2,}10$/m);
  expect(stdout).toContain('nothing broke within what raft promises');
  expect(stdout).toContain('one more breaks it at every number of nodes');
  expect(stdout).toContain('results/raft-frontier/{frontier.csv,frontier.svg}');
  expect(code).toBe(0);
  const again = await scratch.coordsim('frontier', 'raft.yaml', ...few);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain(
    'results/raft-frontier/frontier.csv is there already; write --force',
  );
});

test('frontier says where lies are not what a protocol is made for', async () => {
  const scratch = new Scratch({ 'raft.yaml': RAFT });
  const { stdout } = await scratch.coordsim('frontier', 'raft.yaml', ...few, '--faults', 'lies');
  expect(stdout).toContain('raft promises nothing where nodes lie: that is not its fault model');
});

test('frontier refuses what makes no sense', async () => {
  const scratch = new Scratch({ 'raft.yaml': RAFT });
  const nodes = await scratch.coordsim('frontier', 'raft.yaml', '--nodes', '7..4');
  expect(nodes.code).toBe(2);
  expect(nodes.stderr).toContain("Found '7..4'; write numbers of nodes such as 4,5,6 or 4..10.");
  const kind = await scratch.coordsim('frontier', 'raft.yaml', '--faults', 'moods');
  expect(kind.stderr).toContain("Found 'moods'; write lies or crashes.");
});
