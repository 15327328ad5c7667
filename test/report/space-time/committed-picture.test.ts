import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { viewTrial } from '../../../src/report/space-time/space-time.ts';
import { seenTrial } from '../seen-trial.ts';

/** The picture in docs/seeing.md. */
const PICTURE = 'docs/seeing/stale-read.svg';

it('the picture of the documentation is what its command draws', () => {
  const trial = seenTrial('raft/mutants/unconfirmed-reads.yaml', 12);
  const { svg } = viewTrial(trial, { slice: true });
  // biome-ignore lint/complexity/useLiteralKeys: the compiler asks for brackets on index signatures.
  if (process.env['COORDSIM_REWRITE'] === '1') writeFileSync(PICTURE, svg);
  expect(readFileSync(PICTURE, 'utf8')).toBe(svg);
});
