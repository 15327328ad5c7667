import { describe, expect, test } from 'vitest';
import { type Capsule, capsuleText, sealCapsule } from '../../src/experiment/capsule.ts';
import { parseCapsule, planCapsule } from '../../src/experiment/capsule-schema.ts';
import { configHash } from '../../src/experiment/config/config-hash.ts';
import { replayCapsule } from '../../src/experiment/replay-capsule.ts';
import { shrinkTrial } from '../../src/experiment/shrink/shrink-trial.ts';
import { planOf } from '../configs.ts';

const plan = planOf('raft/mutants/no-log-check.yaml');
const origin = {
  config: plan.config.name,
  configHash: configHash(plan.config),
  trials: 100,
  failing: 3,
  firstTrials: [0, 4, 9],
};
const capsule = sealCapsule(shrinkTrial(plan, 0), origin, '0.1.0');

test('a capsule is read as it was written', () => {
  expect(parseCapsule(capsuleText(capsule), 'a.json')).toEqual(capsule);
});

test('a capsule says in words what it holds', () => {
  expect(capsule).toMatchObject({
    fingerprint: expect.stringMatching(/^log-matching-[0-9a-f]{8}$/),
    schedule: [expect.stringMatching(/^at \d+ms isolate n\d for \d+ms$/)],
    seed: '1:0',
    origin: { failing: 3 },
    violation: { invariant: 'Log Matching' },
  });
});

test('a capsule has at most 64 checkpoints, spread over the trial', () => {
  const { spacing, reached } = capsule.checkpoints;
  expect(reached.length).toBeLessThanOrEqual(64);
  expect(reached.length).toBeGreaterThan(40);
  expect((reached.at(-1)?.event ?? 0) + 2 * spacing).toBeGreaterThan(capsule.events);
});

test('its trial runs again to the last event', () => {
  const replayed = replayCapsule(capsule, planCapsule(capsule, 'a.json'));
  expect(replayed.divergence).toBeUndefined();
  expect(replayed.violation).toEqual(capsule.violation);
});

describe('where a trial takes another course', () => {
  const sealed = planCapsule(capsule, 'a.json');

  test('the violation is gone once the defect is mended, and all before it is the same', () => {
    const mended = { ...sealed, rules: plan.protocol.rules };
    const { violation, divergence } = replayCapsule(capsule, mended);
    expect(violation).toBeUndefined();
    expect(divergence?.lastCommon).toEqual(capsule.checkpoints.reached.at(-1));
    expect(divergence?.expected).toBeUndefined();
  });

  test('the first checkpoint that differs is named, with the last that does not', () => {
    const params = { ...sealed.config.params, heartbeatInterval: 70_000 };
    const slower = { ...sealed, config: { ...sealed.config, params } };
    const { divergence } = replayCapsule(capsule, slower);
    const { reached } = capsule.checkpoints;
    const at = reached.findIndex(({ hash }) => hash === divergence?.expected?.hash);
    expect(at).toBeGreaterThan(0);
    expect(divergence?.lastCommon).toEqual(reached[at - 1]);
    expect(divergence?.expected).toEqual(reached[at]);
    expect(divergence?.found?.hash).not.toBe(divergence?.expected?.hash);
  });
});

describe('a file that is no capsule is refused with what was found and what is accepted', () => {
  const changed = (change: object): string => JSON.stringify({ ...capsule, ...change });
  const config = { ...capsule.config, nodes: 4 };
  test.each<[what: string, text: string, message: string | RegExp]>([
    ['no JSON', 'protocol: raft', /a\.json: found a text that is not JSON .*; accepted: a capsule/],
    ['a list', '[]', 'a.json: found an empty list; accepted: a capsule, which is a map'],
    ['a map', '{}', 'a.json: capsule: found nothing; accepted: 1'],
    ['another version', changed({ capsule: 2 }), 'a.json: capsule: found 2; accepted: 1'],
    ['a key gone', changed({ trial: undefined }), 'a.json: trial: missing; write a number'],
    [
      'a bad value',
      changed({ events: -1 }),
      'a.json: events: found -1, which is too small; write a number of at least 0',
    ],
    ['a bad hash', changed({ traceHash: 'x' }), /a\.json: traceHash: found 'x'; write a text like/],
    ['a key too many', changed({ extra: 1 }), /a\.json: extra: no such key/],
    [
      'a changed config',
      changed({ config }),
      /a\.json: config: found one with the hash [0-9a-f]+; accepted: the one that was sealed/,
    ],
  ])('%s', (_what, text, message) => {
    expect(() => parseCapsule(text, 'a.json')).toThrow(message);
  });
});

test('a capsule that names what this version has not says so', () => {
  const renamed: Capsule = { ...capsule, config: { ...capsule.config, variant: 'gone' } };
  expect(() => planCapsule(renamed, 'a.json')).toThrow(
    /a\.json: this version cannot run it: There is no variant 'gone'; accepted: /,
  );
});
