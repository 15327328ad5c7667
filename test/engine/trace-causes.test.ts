import { describe, expect, it } from 'vitest';
import { isSending } from '../../src/checking/causality/happened-before.ts';
import type { TraceRecord } from '../../src/engine/trace.ts';
import { seenTrial } from '../report/seen-trial.ts';

const CRASH = { duration: '1500ms', settle: '500ms' };
const PAUSE = {
  ...CRASH,
  faults:
    '[{at: 600ms, pause: leader, for: 60ms}, {after: {observation: BecameLeader}, crash: 0, for: 50ms}]',
};

describe.each([
  ['a crash, a partition and slow disks', seenTrial('raft/leader-crash.yaml', 0, CRASH)],
  [
    'a pause, and a fault in the middle of a handler',
    seenTrial('raft/leader-crash.yaml', 0, PAUSE),
  ],
  ['chaos', seenTrial('two-phase-commit/chaos.yaml', 3, { duration: '1s', settle: '500ms' })],
])('the causes in a trace of %s', (_, { trace }) => {
  const records = [...trace];
  const causeOf = ({ cause }: TraceRecord): TraceRecord => trace.at(cause);

  it('come before what they caused', () => {
    expect(records.filter(({ index, cause }) => cause >= index)).toEqual([]);
  });

  it('are, of a timer, what its own node was doing when it set it', () => {
    const fired = records.filter(({ kind }) => kind === 'timerFired');
    expect(fired.length).toBeGreaterThan(0);
    expect(fired.filter((record) => record.cause < 0 || causeOf(record).at !== record.at)).toEqual(
      [],
    );
  });

  it('are, of what a node did, something that it handled itself, whatever it waited for', () => {
    const done = records.filter(({ kind }) => kind === 'sent' || kind === 'responded');
    const strange = done.filter((record) => {
      const { at, kind } = causeOf(record);
      return at !== record.at || isSending(causeOf(record)) || kind === 'fault';
    });
    expect(strange).toEqual([]);
  });

  it('are, of a message that was lost, its sending', () => {
    const lost = records.filter(({ kind }) => kind === 'dropped');
    const strange = lost.filter((record) => {
      const { at, peer } = causeOf(record);
      return !isSending(causeOf(record)) || at !== record.at || peer !== record.peer;
    });
    expect(strange).toEqual([]);
  });
});
