import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RaftStage } from './raft-stage.ts';
import { formatTranscript, type Part, parseTranscript } from './transcript-file.ts';

/**
 * Transcripts: scenarios that read as prose, with what the protocol does in them. `COORDSIM_REWRITE=1`, or
 * `npm run rewrite`, writes what it does now; read the diff.
 *
 * A scene is one command or several, a line `----`, and what happens, up to a blank line. Lines that begin with `#` are
 * for the reader. Nothing happens by itself: every message waits on its way until it is delivered or lost, and no timer
 * runs out. A message of a server to itself arrives at once.
 *
 *     cluster [preVote=true] [checkQuorum=true] [maxEntriesPerMessage=N]
 *       NAME [the terms of its log's entries] [term N] [voted for NAME]     one line a server: what is on its disk
 *
 *     time out NAME                 its election timeout runs out
 *     heartbeat NAME                its heartbeat is due
 *     ask NAME put VALUE | get      a client asks it
 *     deliver [SELECTION]           delivers what is on its way now
 *     exchange [SELECTION]          delivers, and the answers too, until there are no more
 *     lose [SELECTION]              loses what is on its way now
 *     receive NAME from NAME: RequestVote term N, log ends at N with term N
 *     pass 150ms                    lets time pass on all clocks
 *     crash NAME, restart NAME
 *     show logs                     what everyone has: the term of each entry, by index
 *
 * A SELECTION is `from NAME`, `to NAME`, `from NAME to NAME`, or `NAME and NAME` for both directions.
 */

const FOLDER = 'test/transcripts/raft';
// biome-ignore lint/complexity/useLiteralKeys: the compiler asks for brackets on index signatures.
const REWRITES = process.env['COORDSIM_REWRITE'] === '1';

describe('raft', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.txt'));

  test.each(files)('%s', (name) => {
    const path = `${FOLDER}/${name}`;
    const text = readFileSync(path, 'utf8');
    const stage = new RaftStage();
    const played = parseTranscript(text).map(
      (part): Part =>
        part.kind === 'prose' ? part : { ...part, trace: stage.play(part.commands) },
    );
    const present = formatTranscript(played);
    if (REWRITES) writeFileSync(path, present);
    else expect(present).toBe(text);
  });
});

test('a transcript is put together as it was', () => {
  const text = '# prose\n\ncommand\nanother\n----\na line\n\n# the end\n';
  expect(formatTranscript(parseTranscript(text))).toBe(text);
  expect(() => parseTranscript('command\n\n')).toThrow('line 1');
});
