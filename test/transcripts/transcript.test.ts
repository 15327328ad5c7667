import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hotstuffScript } from './hotstuff-script.ts';
import { LogStage } from './log-stage.ts';
import { pbftScript } from './pbft-script.ts';
import { RaftStage } from './raft-stage.ts';
import { tendermintScript } from './tendermint-script.ts';
import { formatTranscript, type Part, parseTranscript } from './transcript-file.ts';

/**
 * Transcripts: scenarios that read as prose, with what the protocol does in them. `COORDSIM_REWRITE=1`, or
 * `npm run rewrite`, writes what it does now; read the diff.
 *
 * A scene is one command or several, a line `----`, and what happens, up to a blank line. Lines that begin with `#` are
 * for the reader. Nothing happens by itself: every message waits on its way until it is delivered or lost, and no timer
 * runs out. A message of a server to itself arrives at once.
 *
 *     deliver [SELECTION]           delivers what is on its way now
 *     exchange [SELECTION]          delivers, and the answers too, until there are no more
 *     lose [SELECTION]              loses what is on its way now
 *     pass 150ms                    lets time pass on all clocks
 *     crash NAME, restart NAME
 *
 * A SELECTION is `from NAME`, `to NAME`, `from NAME to NAME`, or `NAME and NAME` for both directions. It may begin with how
 * the message is told, and name several: `Prepare 1 from n1 to n2, n3`.
 *
 * Raft:
 *
 *     cluster [preVote=true] [checkQuorum=true] [maxEntriesPerMessage=N]
 *       NAME [the terms of its log's entries] [term N] [voted for NAME]     one line a server: what is on its disk
 *
 *     time out NAME                 its election timeout runs out
 *     heartbeat NAME                its heartbeat is due
 *     ask NAME put VALUE | get      a client asks it
 *     receive NAME from NAME: RequestVote term N, log ends at N with term N
 *     show logs                     what everyone has: the term of each entry, by index
 *
 * pBFT, HotStuff and Tendermint, whose broadcasts are told in one line:
 *
 *     cluster N [PARAM=VALUE …]     n0, n1, … with empty disks
 *     time out NAMES [TIMER]        a timer runs out: that of the view, or of the proposal, where it is not said which
 *     ask NAMES to put VALUE        a client of its own for each value asks them
 *     lie NAME: MESSAGE             it says to everyone what no honest process would
 *     show                          where everyone is
 */

// biome-ignore lint/complexity/useLiteralKeys: the compiler asks for brackets on index signatures.
const REWRITES = process.env['COORDSIM_REWRITE'] === '1';

const STAGES: Readonly<Record<string, () => { play(commands: readonly string[]): string[] }>> = {
  raft: () => new RaftStage(),
  pbft: () => new LogStage(pbftScript),
  hotstuff: () => new LogStage(hotstuffScript),
  tendermint: () => new LogStage(tendermintScript),
};

describe.each(Object.entries(STAGES))('%s', (protocol, raise) => {
  const folder = `test/transcripts/${protocol}`;
  const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));

  test.each(files)('%s', (name) => {
    const path = `${folder}/${name}`;
    const text = readFileSync(path, 'utf8');
    const stage = raise();
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
