import { describe, expect, test } from 'vitest';
import { type RecordedTrial, recordTrial } from '../../src/experiment/state-recording.ts';
import { viewTrial } from '../../src/report/viewer/view-trial.ts';
import { effectsIn } from '../../viewer/src/model/effects.ts';
import {
  alone,
  SHOW_ALL,
  stepsShownBy,
  toggled,
  withPinned,
} from '../../viewer/src/model/filter.ts';
import { landmarksIn, nextOf } from '../../viewer/src/model/landmarks.ts';
import { search } from '../../viewer/src/model/search.ts';
import { changesBetween, formatPath } from '../../viewer/src/model/state-changes.ts';
import { stateRows } from '../../viewer/src/model/state-rows.ts';
import { stacked, ticksOf, timeScale } from '../../viewer/src/model/time-scale.ts';
import { topicsIn } from '../../viewer/src/model/topics.ts';
import { Trial } from '../../viewer/src/model/trial.ts';
import { initialView, nextView } from '../../viewer/src/model/view.ts';
import { planOf } from '../configs.ts';
import { recordedViolation } from './recorded.ts';

function trialOf(recorded: RecordedTrial): Trial {
  return new Trial(JSON.parse(JSON.stringify(viewTrial(recorded))));
}

const stale = trialOf(recordedViolation('raft/mutants/unconfirmed-reads.yaml'));
const crash = trialOf(recordTrial(planOf('raft/leader-crash.yaml'), 0));
const forged = trialOf(
  recordTrial(planOf('multi-round-voting/mutants/seed-naive-unsigned-votes.yaml'), 0),
);
const chaos = trialOf(recordTrial(planOf('raft/chaos-5.yaml'), 0));

describe.each([
  ['a stale read', stale],
  ['a crash', crash],
  ['chaos', chaos],
  ['forged votes', forged],
])('the steps of %s', (_, trial) => {
  test('hold each record once, in order', () => {
    const records = trial.steps.flatMap((step) => trial.recordsOf(step));
    expect(records.map(({ index }) => index)).toEqual(trial.records.map(({ index }) => index));
  });

  test('are of one instant each', () => {
    for (const step of trial.steps) {
      expect(trial.recordsOf(step).every(({ atUs }) => atUs === step.atUs)).toBe(true);
    }
  });

  test('keep what a handler did with what it handled', () => {
    for (const { index, cause, kind } of trial.records) {
      if (kind !== 'observed' && kind !== 'sent' && kind !== 'responded') continue;
      if (cause < 0 || trial.record(cause).atUs !== trial.record(index).atUs) continue;
      const isHandled = !['sent', 'observed', 'fault'].includes(trial.record(cause).kind);
      if (isHandled) expect(trial.stepOf(index)).toBe(trial.stepOf(cause));
    }
  });
});

test('the cause of a delivery is its sending, and the cause of that is what the sender handled', () => {
  const reply = crash.records.find(
    ({ kind, content }) =>
      kind === 'delivered' && (content as { type: string }).type === 'AppendEntriesReply',
  );
  const [sending, handled] = crash.causesOf(reply?.index ?? -1);
  expect(sending).toMatchObject({ kind: 'sent', at: reply?.peer, peer: reply?.at });
  expect(handled).toMatchObject({ kind: 'delivered', at: reply?.peer });
  expect(crash.effectsOf(sending?.index ?? -1)).toContain(reply?.index);
});

test('a broadcast is one effect with a record for each destination', () => {
  const elected = crash.records.find(
    ({ content }) => (content as { type?: string } | undefined)?.type === 'BecameLeader',
  );
  const effects = effectsIn(crash, crash.stepOf(elected?.index ?? -1));
  const broadcast = effects.find(({ name }) => name === 'AppendEntries');
  expect(broadcast?.records).toHaveLength(4);
});

test('a node that crashed is down until it has started again', () => {
  const struck = crash.records.find(
    ({ content }) => (content as { type?: string } | undefined)?.type === 'node:crashed',
  );
  const down = crash.steps.filter(({ index }) => crash.lanes.after(index, struck?.at ?? -1).isDown);
  expect([down[0]?.atUs, down.at(-1)?.atUs]).toEqual([1_050_000, 2_050_000]);
});

test('a liar is one from the moment on when it begins to lie', () => {
  const struck = forged.records.find(
    ({ content }) => (content as { type?: string } | undefined)?.type === 'node:corrupted',
  );
  const liar = struck?.at ?? -1;
  expect(forged.words.of(forged.record(struck?.index ?? -1)).name).toBe('begins to lie');
  expect(forged.topicOf(struck?.index ?? -1)).toBe('fault');
  expect(forged.lanes.after(forged.steps.length - 1, liar).isCorrupt).toBe(true);
  expect(forged.lanes.after(forged.steps.length - 1, 0).isCorrupt).toBe(false);
});

test('what is said in the name of another tells who said it', () => {
  const places = forged.records.map((record) => forged.words.place(record));
  expect(places.filter((place) => / as n\d+ → /.test(place)).length).toBeGreaterThan(0);
});

describe('a filter', () => {
  const messages = topicsIn(stale).map(({ key }) => key);

  test('shows everything at first', () => {
    expect(stepsShownBy(SHOW_ALL, stale)).toHaveLength(stale.steps.length);
  });

  test('of one type shows the steps that receive it, and those that send it', () => {
    const hiddenTopics = alone(new Set<string>(), messages, 'message RequestVote');
    const shown = stepsShownBy({ ...SHOW_ALL, hiddenTopics }, stale);
    const texts = shown.map((step) =>
      stale.recordsOf(stale.step(step)).map((record) => stale.words.of(record).name),
    );
    expect(shown.length).toBeGreaterThan(0);
    expect(texts.every((names) => names.includes('RequestVote'))).toBe(true);
  });

  test('of nodes hides what happens there', () => {
    const shown = stepsShownBy({ ...SHOW_ALL, hiddenEndpoints: new Set([0]) }, stale);
    expect(shown.some((step) => stale.step(step).process === 0)).toBe(false);
    expect(shown.some((step) => stale.step(step).process === 1)).toBe(true);
  });

  test('of the story keeps both facts', () => {
    const shown = new Set(stepsShownBy({ ...SHOW_ALL, isStoryOnly: true }, stale));
    const facts = [...stale.factNumbers.keys()];
    expect(facts.every((fact) => shown.has(stale.stepOf(fact).index))).toBe(true);
    expect(shown.size).toBeLessThan(stale.steps.length / 10);
  });

  test('shows the step where the reader is in any case', () => {
    const visible = withPinned([2, 5, 9], 7, 12);
    expect(visible.steps).toEqual([2, 5, 7, 9]);
    expect(visible.rowOf(7)).toBe(2);
  });

  test('is stepped through from a step that it hides', () => {
    const visible = withPinned([2, 5, 9], 5, 12);
    expect(visible.fromStep(5, 1)).toBe(9);
    expect(visible.fromStep(5, -1)).toBe(2);
    expect(visible.fromStep(9, 1)).toBe(9);
    expect(visible.fromStep(7, 1)).toBe(9);
    expect(visible.fromStep(7, -1)).toBe(5);
    expect(visible.fromStep(2, Number.POSITIVE_INFINITY)).toBe(9);
    expect(visible.fromStep(9, Number.NEGATIVE_INFINITY)).toBe(2);
  });

  test('that hides all but one shows all again the second time', () => {
    const others = alone(new Set<string>(), ['a', 'b', 'c'], 'b');
    expect([...others]).toEqual(['a', 'c']);
    expect(alone(others, ['a', 'b', 'c'], 'b').size).toBe(0);
    expect([...toggled(others, 'a')]).toEqual(['c']);
  });
});

describe('the search', () => {
  test('finds words in any order and case', () => {
    const elected = landmarksIn(stale).byType.find(([type]) => type === 'BecameLeader')?.[1] ?? [];
    const place = stale.words.place(stale.record(elected[0] ?? -1));
    const found = search(stale, `becameleader ${place.toUpperCase()}`);
    expect(elected).toContain(found[0]);
    expect(search(stale, 'BECAMELEADER')).toEqual(elected);
  });

  test('finds nothing for nothing', () => {
    expect(search(stale, '  ')).toEqual([]);
  });
});

describe('landmarks', () => {
  test('are the faults, the observations from the rarest on, and the facts', () => {
    const { faults, byType, facts } = landmarksIn(crash);
    const words = faults.map((record) => crash.words.of(crash.record(record)).name);
    expect(words).toContain('crashes');
    expect(words.at(-1)).toBe('all faults are healed');
    expect(byType[0]?.[1].length).toBeLessThanOrEqual(byType.at(-1)?.[1].length ?? 0);
    expect(facts).toEqual([]);
    expect(landmarksIn(stale).facts).toHaveLength(2);
  });

  test('are gone through in both directions, and around', () => {
    expect(nextOf([3, 8], 3, 1)).toBe(8);
    expect(nextOf([3, 8], 8, 1)).toBe(3);
    expect(nextOf([3, 8], 5, -1)).toBe(3);
    expect(nextOf([3, 8], 3, -1)).toBe(8);
    expect(nextOf([], 3, 1)).toBeUndefined();
  });
});

describe('states side by side', () => {
  const before = { role: 'follower', persistent: { log: [1, 2], term: 1 } };
  const after = { ...before, persistent: { ...before.persistent, term: 2 } };

  test('are told apart where they differ', () => {
    const changes = changesBetween(before, after);
    expect(changes).toEqual([{ path: ['persistent', 'term'], before: 1, after: 2 }]);
    expect(formatPath(['persistent', 'log', '4', 'term'])).toBe('persistent.log[4].term');
  });

  test('are rows of the places that any of them has', () => {
    const rows = stateRows([after, { role: 'leader', votes: 3 }], [before, undefined], new Map());
    expect(rows.map(({ label }) => label)).toEqual(['role', 'persistent', 'log', 'term', 'votes']);
    expect(rows[3]?.cells.map(({ hasChanged }) => hasChanged)).toEqual([true, false]);
    expect(rows[2]?.cells[0]?.hasChanged).toBe(false);
  });

  test('show the end of a long list, and all of it when asked', () => {
    const log = Array.from({ length: 30 }, (_, index) => index);
    const closed = stateRows([{ log }], [{ log }], new Map([['/log', true]]));
    expect(closed.map(({ label }) => label).slice(0, 3)).toEqual(['log', '20 earlier', '20']);
    const open = new Map([
      ['/log', true],
      ['/log/…', true],
    ]);
    expect(stateRows([{ log }], [{ log }], open)).toHaveLength(31);
  });
});

describe('the ruler', () => {
  test('has round ticks that are far enough apart', () => {
    expect(ticksOf(906_489, timeScale(906_489, 1_000), 90)).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((tick) => tick * 100_000),
    );
  });

  test('leads back from a place to its instant', () => {
    const scale = timeScale(2_000_000, 800);
    expect(scale.atUs(scale.xOf(500_000))).toBe(500_000);
    expect(scale.atUs(-20)).toBe(0);
  });

  test('puts what overlaps into rows', () => {
    const spans = [{ fromUs: 0, toUs: 10 }, { fromUs: 5 }, { fromUs: 12, toUs: 20 }];
    expect(stacked(spans).map(({ row }) => row)).toEqual([0, 1, 0]);
  });
});

test('back leads to where one leapt from, and steps leave no trail', () => {
  const leapt = nextView(initialView(4), { type: 'leap', to: 20 });
  const stepped = nextView(leapt, { type: 'step', to: 21 });
  expect(nextView(stepped, { type: 'back' }).cursor).toBe(4);
});
