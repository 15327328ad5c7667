import { resolve } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { Scratch } from './scratch.ts';

const VOTE = resolve('sim-configs/raft/mutants/vote-not-durable.yaml');
const CRASH = resolve('sim-configs/raft/leader-crash.yaml');

describe('coordsim draw', () => {
  it('draws what led to a violation, says what it drew, and passes', async () => {
    const scratch = new Scratch();
    const { code, stdout } = await scratch.coordsim(
      ...['draw', VOTE, '--trial', '2', '--slice', '--out', 'vote.svg'],
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^vote\.svg: \d+ messages between 3 lines, \d+ KB\nOnly what led there/);
    expect(scratch.read('vote.svg')).toMatch(/^<svg xmlns=/);
  });

  it('writes a page with the story where the file is to be one', async () => {
    const scratch = new Scratch();
    await scratch.coordsim('draw', VOTE, '--trial', '2', '--slice', '--out', 'vote.html');
    const page = scratch.read('vote.html');
    expect(page).toContain('<li>at 310.343ms n0 crashed</li>');
    expect(page).toContain('<svg xmlns=');
  });

  it('tells the story on its own', async () => {
    const { code, stdout } = await new Scratch().coordsim('draw', VOTE, '--trial', '2', '--tell');
    expect(code).toBe(0);
    expect(stdout).toContain('at 310.343ms n0 crashed\n');
  });

  test.each<[what: string, args: readonly string[], complaint: string]>([
    [
      'nothing to do',
      [CRASH, '-t', '0'],
      'write --out FILE.svg or FILE.html to draw, --tell to read, or both',
    ],
    [
      'a picture of another kind',
      [CRASH, '-t', '0', '-o', 'x.png'],
      '--out x.png: found another ending; write FILE.svg or FILE.html',
    ],
    ['no trial', [CRASH, '-o', 'x.svg'], '--trial is missing'],
    [
      'a slice of what passed',
      [CRASH, '-t', '0', '-o', 'x.svg', '--slice'],
      'breaks no property; name a trial that does',
    ],
    [
      'a node that is not there',
      [CRASH, '-t', '0', '-o', 'x.svg', '--nodes', 'n0,n9'],
      "--nodes: found 'n9'; write some of n0,n1,n2,n3,n4,c0,c1,c2,c3,c4",
    ],
    [
      'a time without a unit',
      [CRASH, '-t', '0', '-o', 'x.svg', '--from', '5'],
      "--from: '5' has no unit",
    ],
    [
      'a window that ends before it begins',
      [CRASH, '-t', '0', '-o', 'x.svg', '--from', '2s', '--to', '1s'],
      'found nothing between',
    ],
  ])('refuses %s', async (_, args, complaint) => {
    const { code, stderr } = await new Scratch().coordsim('draw', ...args);
    expect(stderr).toContain(complaint);
    expect(code).toBe(2);
  });
});

describe('coordsim export', () => {
  it('writes to a file or to the standard output, the same', async () => {
    const scratch = new Scratch();
    const args = ['export', VOTE, 'mermaid', '--trial', '2', '--slice'];
    const { code, stdout } = await scratch.coordsim(...args);
    await scratch.coordsim(...args, '--out', 'vote.mmd');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^sequenceDiagram\n/);
    expect(scratch.read('vote.mmd')).toBe(stdout);
  });

  it('names the formats that there are', async () => {
    const { code, stderr } = await new Scratch().coordsim('export', VOTE, 'pdf', '--trial', '2');
    expect(stderr).toContain(
      "found no format 'pdf'; write one of chrome, itf, mermaid, ndjson, otlp, shiviz",
    );
    expect(code).toBe(2);
  });
});
