import { exportFormats } from '../../../src/report/export/index.ts';
import type { ExportedTrial } from '../../../src/report/export/trial-export.ts';
import { seenTrial } from '../seen-trial.ts';

/** Trials with crashes, partitions, lost and duplicated messages, clients, timers, disks that take time, and liars. */
export const trials: readonly (readonly [name: string, trial: ExportedTrial])[] = [
  [
    'raft, its leader crashing',
    seenTrial('raft/leader-crash.yaml', 0, {
      duration: '700ms',
      settle: '50ms',
      faults: '[{at: 400ms, partition: {isolate: leader}, for: 50ms}, {at: 450ms, crash: leader}]',
    }),
  ],
  ['two-phase commit under chaos', twoPhaseCommit()],
  ['sealed bids', seenTrial('sealed-bid/vickrey.yaml', 0)],
  ['echo under chaos', seenTrial('echo/chaos.yaml', 1, { duration: '500ms', settle: '100ms' })],
  ['a vote that was not durable', seenTrial('raft/mutants/vote-not-durable.yaml', 2)],
  ['a liar who is convicted', seenTrial('dolev-strong/mutants/first-value.yaml', 0)],
  [
    'votes in the names of others',
    seenTrial('multi-round-voting/mutants/seed-naive-unsigned-votes.yaml', 0),
  ],
];

function twoPhaseCommit(): ExportedTrial {
  return seenTrial('two-phase-commit/chaos.yaml', 3, { duration: '800ms', settle: '200ms' });
}

/** A trial in a format. */
export function exported(format: string, trial: ExportedTrial): string {
  const found = exportFormats.find(({ name }) => name === format);
  if (found === undefined) throw new Error(`There is no format ${format}.`);
  return [...found.write(trial)].join('');
}

/** How many messages of a trial came or were lost. */
export function endsOf({ trace }: ExportedTrial): number {
  return [...trace].filter(({ kind }) => /[dD]elivered$|dropped/.test(kind)).length;
}
