import { describe, expect, it } from 'vitest';
import { causalSlice } from '../../../src/checking/causality/causal-slice.ts';
import { causalSteps } from '../../../src/checking/causality/causal-steps.ts';
import { HappenedBefore, isSending } from '../../../src/checking/causality/happened-before.ts';
import { partOfTrace } from '../../../src/checking/causality/part-of-trace.ts';
import { Trace } from '../../../src/engine/trace.ts';
import { configPaths } from '../../configs.ts';
import { seenTrial } from '../../report/seen-trial.ts';

const mutants = configPaths.filter((path) => path.includes('/mutants/'));
/** The share of the events of the trial that fails, as it is met first: unshrunk, and up to the event that it ends with. */
const LARGEST_SHARE = 0.2;
/**
 * As many steps are told, however few there were. A trial ends with its violation, so that in a short one most of what
 * happened led there: one of echo has 17 records, of which the 6 from a ping to the wrong echo are a third. Two rounds of
 * a broadcast among five, in which two nodes decide differently, are 26 steps; with fewer, half a quorum would be missing.
 */
const SHORT_STORY = 26;
/** In a longer trace even a short story is to be a fifth at most. */
const SHORT_TRACE = 120;

describe('a slice of a mutant’s trial', () => {
  const shares: number[] = [];
  let overlong = 0;

  it.each(mutants)('%s: is closed, happened before, and is small', (path) => {
    const { trace, nodeCount, violation } = seenTrial(path);
    const facts = violation?.facts ?? [];
    const slice = causalSlice(trace, nodeCount, facts);
    expect(slice.facts).toHaveLength(facts.length);
    if (facts.length === 0) return;
    const kept = new Set(slice.records);
    const order = new HappenedBefore(trace, nodeCount);
    for (const index of slice.records) {
      const { kind, cause } = trace.at(index);
      const isTimers = kind === 'timerFired';
      const isCut = slice.isCut && isSending(trace.at(index));
      const hasCause = cause < 0 || isTimers || isCut || kept.has(cause);
      expect(hasCause, `the cause of record ${index}`).toBe(true);
      // What a kept handler observed beside what mattered, and faults, are told though they led nowhere.
      const isTold =
        kind === 'observed' || kind === 'fault' || order.processOf(index) === order.network;
      const led = slice.facts.some((fact) => fact === index || order.precedes(index, fact));
      const isLost = slice.records.some((other) => {
        const end = trace.at(other);
        return end.kind === 'dropped' && end.cause === index;
      });
      const isBoot = kind === 'booted';
      expect(led || isTold || isLost || isBoot, `record ${index} (${kind}) led to a fact`).toBe(
        true,
      );
    }
    const share = slice.records.length / trace.length;
    shares.push(share);
    const told = causalSteps(trace, nodeCount, slice.records).length;
    if (told > SHORT_STORY || trace.length > SHORT_TRACE)
      expect(share).toBeLessThanOrEqual(LARGEST_SHARE);
    overlong += share > LARGEST_SHARE ? 1 : 0;
  });

  it('is more than a fifth for few, all of them short', () => {
    expect(overlong).toBeLessThan(mutants.length / 5);
  });

  it('is less than a tenth of the trace in the median', () => {
    const sorted = shares.sort((left, right) => left - right);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(0.1);
  });
});

/** A coordinator asks two, hears both, and decides; heartbeats of its own go round all the time. */
function decision(): Trace {
  const trace = new Trace();
  const send = (atUs: number, at: number, to: number, type: string, about: object = {}): number =>
    trace.add('sent', atUs, at, to, { type, ...about });
  trace.begin('booted', 0, 0, -1, undefined, -1);
  trace.begin('timerFired', 10, 0, -1, 'heartbeat', 0);
  const beat = send(10, 0, 1, 'Heartbeat');
  trace.begin('delivered', 12, 1, 0, { type: 'Heartbeat' }, beat);
  trace.begin('timerFired', 20, 0, -1, 'heartbeat', 1);
  const first = send(20, 0, 1, 'VoteRequest', { round: 7 });
  const second = send(20, 0, 2, 'VoteRequest', { round: 7 });
  trace.begin('delivered', 22, 1, 0, { type: 'VoteRequest', round: 7 }, first);
  const yes = send(22, 1, 0, 'Vote', { round: 7 });
  trace.begin('delivered', 23, 2, 0, { type: 'VoteRequest', round: 7 }, second);
  const alsoYes = send(23, 2, 0, 'Vote', { round: 7 });
  trace.begin('delivered', 24, 0, 1, { type: 'Vote', round: 7 }, yes);
  trace.begin('delivered', 25, 0, 2, { type: 'Vote', round: 7 }, alsoYes);
  trace.add('observed', 25, 0, -1, { type: 'Decided', round: 7 });
  return trace;
}

describe('a slice keeps', () => {
  const trace = decision();
  const fact = { atUs: 25, node: 0, observation: { type: 'Decided', round: 7 } };
  const { records } = causalSlice(trace, 3, [fact]);
  const types = records.map((index) => (trace.at(index).content as { type?: string })?.type);

  it('the answers that make a quorum, not the last alone', () => {
    expect(types.filter((type) => type === 'Vote')).toHaveLength(4);
    expect(types.filter((type) => type === 'VoteRequest')).toHaveLength(4);
  });

  it('no heartbeats that led to nothing', () => {
    expect(types).not.toContain('Heartbeat');
    expect(records).not.toContain(1);
  });

  it('no start of a process that only set a timer then', () => {
    expect(records).not.toContain(0);
  });

  it('what set the timer first, beyond its rounds', () => {
    const rounds = new Trace();
    rounds.begin('booted', 0, 0, -1, undefined, -1);
    rounds.begin('delivered', 5, 0, 1, { type: 'Start' }, -1);
    rounds.begin('timerFired', 10, 0, -1, 'poll', 1);
    rounds.begin('timerFired', 20, 0, -1, 'poll', 2);
    rounds.begin('timerFired', 30, 0, -1, 'poll', 3);
    rounds.add('observed', 30, 0, -1, { type: 'Decided', round: 7 });
    expect(causalSlice(rounds, 2, [{ ...fact, atUs: 30 }]).records).toEqual([1, 4, 5]);
  });

  it('nothing where the fact was never observed', () => {
    const other = { ...fact, atUs: 26 };
    expect(causalSlice(trace, 3, [other])).toEqual({ records: [], facts: [], isCut: false });
  });
});

it('a part of a trace joins what is left by the nearest cause', () => {
  const trace = decision();
  const part = partOfTrace(trace, [0, 4, 5, 7, 8]);
  expect([...part].map(({ kind, cause }) => `${kind} ${cause}`)).toEqual([
    'booted -1',
    'timerFired 0',
    'sent 1',
    'delivered 2',
    'sent 3',
  ]);
});
