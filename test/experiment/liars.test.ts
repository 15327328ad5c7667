import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Invariant } from '../../src/core/invariant.ts';
import type { Context, Protocol, ProtocolTypes, Role } from '../../src/core/protocol.ts';
import type { Signed } from '../../src/core/signer.ts';
import { type ConfigOptions, configure } from '../../src/experiment/configure.ts';
import { TrialRunner } from '../../src/experiment/trial.ts';
import { verifyTrial } from '../../src/experiment/verify.ts';

/** Each node says its ballot once, sealed, and observes what it hears. */
interface PollTypes extends ProtocolTypes {
  Params: object;
  Message: Signed<{ readonly type: 'Ballot'; readonly round: number; readonly choice: number }>;
  Timer: 'poll';
  Observation: {
    readonly type: 'Heard';
    readonly from: number;
    readonly choice: number;
    readonly isSealed: boolean;
    readonly atUs: number;
  };
}

const voter: Role<PollTypes> = {
  boot(ctx: Context<PollTypes>) {
    ctx.setTimer('poll', 1_000);
    return {};
  },
  onTimer(_state, _timer, ctx) {
    ctx.broadcast(ctx.keys.seal({ type: 'Ballot', round: 1, choice: 10 * (ctx.self + 1) }));
  },
  onMessage(_state, from, message, ctx) {
    const { choice } = message;
    const isSealed = ctx.keys.isSealedBy(message, from);
    ctx.observe({ type: 'Heard', from, choice, isSealed, atUs: ctx.nowUs });
  },
};

type Hearing = PollTypes['Observation'] & { readonly node: number };

/** What honest nodes observed, and whom the engine convicted, in one trial. */
function poll(options: Partial<ConfigOptions>, changes: Partial<Protocol<PollTypes>> = {}) {
  const heard: Hearing[] = [];
  const convicted: number[] = [];
  const listener: Invariant<PollTypes> = {
    name: 'Listener',
    expectation: 'sometimes',
    sentence: 'Whatever is heard is heard.',
    hears: ['Heard', 'node:convicted'],
    start: () => ({
      hear(observation, node) {
        if (observation.type === 'Heard') heard.push({ ...observation, node });
        else convicted.push(node);
      },
    }),
  };
  const protocol: Protocol<PollTypes> = {
    name: 'poll',
    summary: 'Each node says its ballot once.',
    params: z.strictObject({}),
    rules: {},
    roles: { voter },
    assign: (count) => new Array<string>(count).fill('voter'),
    tolerates: () => ({ safeUnder: [], crashed: 0, byzantine: 1 }),
    invariants: [listener],
    metrics: [],
    workloads: [],
    mutants: [],
    roundOf: ({ round }) => round,
    statementOf: ({ round, choice, signature }) => ({
      signer: signature.signer,
      slot: `ballot/${round}`,
      value: choice,
    }),
    ...changes,
  };
  const config = { nodes: 4, duration: '10ms', network: { latency: '1ms' }, ...options };
  const plan = configure(protocol, config);
  const runner = new TrialRunner(plan);
  const record = runner.run(0);
  expect(verifyTrial(plan, 0)).toMatchObject({ kind: 'deterministic' });
  heard.splice(heard.length / 3);
  convicted.splice(convicted.length / 3);
  return { heard, convicted, record, runner };
}

const lying = (fields: object): Partial<ConfigOptions> => ({
  faults: [{ at: '0s', byzantine: 0, ...fields }],
});
const choicesOf = (heard: readonly Hearing[], from: number, node: number) =>
  heard.filter((one) => one.from === from && one.node === node).map(({ choice }) => choice);

describe('a liar in a trial', () => {
  it('signs what it changed with its own key, so that its lie is believed', () => {
    const { heard } = poll(lying({ does: 'mutate', field: 'choice' }));
    const fromLiar = heard.filter(({ from }) => from === 0);
    expect(fromLiar).toHaveLength(3);
    expect(fromLiar.every(({ isSealed, choice }) => isSealed && choice !== 10)).toBe(true);
  });

  it('cannot sign as another: whoever verifies sees through it', () => {
    const { heard } = poll(lying({ does: 'impersonate', as: [1] }));
    const forged = heard.filter(({ from, choice }) => from === 1 && choice !== 20);
    expect(forged.map(({ node }) => node)).toEqual([2, 3]);
    expect(forged.some(({ isSealed }) => isSealed)).toBe(false);
  });

  it('can sign as one whose key was stolen, who counts as a liar too', () => {
    const { heard, record } = poll({
      faults: [
        { at: '0s', byzantine: 0, does: 'impersonate', as: [1] },
        { at: '0s', 'key-theft': 1 },
      ],
    });
    const forged = heard.filter(({ from, choice }) => from === 1 && choice !== 20);
    expect(forged.every(({ isSealed }) => isSealed)).toBe(true);
    expect(forged.length).toBeGreaterThan(0);
    expect(record.faultsLanded).toBe(2);
  });

  it.each([
    { cutOff: 'whom it speaks as', groups: [[0, 2, 3], [1]], heardBy: [2, 3] },
    { cutOff: 'the liar', groups: [[0], [1, 2, 3]], heardBy: [] },
    {
      cutOff: 'the liar and one other',
      groups: [
        [0, 2],
        [1, 3],
      ],
      heardBy: [2],
    },
  ])(
    'is heard in the name of another over its own link, when a partition cuts off $cutOff',
    ({ groups, heardBy }) => {
      const lie = { at: '0s', byzantine: 0, does: 'impersonate', as: [1] };
      const { heard } = poll({ faults: [lie, { at: '2500us', partition: { groups } }] });
      const forged = heard.filter(({ from, choice }) => from === 1 && choice !== 20);
      expect(forged.map(({ node }) => node)).toEqual(heardBy);
    },
  );

  it('cannot impersonate anyone where the network vouches for senders', () => {
    const { heard, record } = poll(lying({ does: 'impersonate', as: [1] }), {
      authenticatedChannels: true,
    });
    expect(choicesOf(heard, 1, 2)).toEqual([20]);
    expect(record.faultsLanded).toBe(0);
  });

  it('is not heard by properties, and the others are', () => {
    const { heard } = poll(lying({ does: 'silence' }));
    expect(new Set(heard.map(({ node }) => node))).toEqual(new Set([1, 2, 3]));
    expect(heard.some(({ from }) => from === 0)).toBe(false);
  });

  it('is convicted when two versions reached honest nodes', () => {
    const { convicted } = poll(lying({ does: 'equivocate', to: [3], field: 'choice' }));
    expect(convicted).toEqual([0]);
  });

  it('is not convicted when only liars know both versions', () => {
    const { convicted } = poll({
      faults: [
        { at: '0s', byzantine: 0, does: 'equivocate', to: [3], field: 'choice' },
        { at: '0s', byzantine: 3, does: 'silence' },
      ],
    });
    expect(convicted).toEqual([]);
  });

  it('that runs twice says two things with one key, and each side hears one', () => {
    const twins = { does: 'twins', first: [1], second: [2, 3] };
    const { heard } = poll(lying(twins), {
      roles: {
        voter: {
          ...voter,
          onTimer(_state, _timer, ctx) {
            const choice = ctx.rng.integer(0, 1_000_000);
            ctx.broadcast(ctx.keys.seal({ type: 'Ballot', round: 1, choice }));
          },
        },
      },
    });
    const [one, two, three] = [1, 2, 3].map((node) => choicesOf(heard, 0, node));
    expect(one).toHaveLength(1);
    expect(two).toEqual(three);
    expect(one).not.toEqual(two);
    expect(heard.every(({ isSealed }) => isSealed)).toBe(true);
  });

  it('from the start lies in the messages of its boot, too', () => {
    const { heard } = poll(lying({ does: 'silence' }), {
      roles: {
        voter: {
          ...voter,
          boot(ctx: Context<PollTypes>) {
            ctx.broadcast(ctx.keys.seal({ type: 'Ballot', round: 0, choice: ctx.self }));
            return {};
          },
        },
      },
    });
    expect(heard).toHaveLength(9 - 3);
    expect(heard.some(({ from }) => from === 0)).toBe(false);
  });

  it('may send what has no size that its protocol can tell', () => {
    const sizes = [Number.NaN, Number.POSITIVE_INFINITY, -1].map((bytes) => () => bytes);
    const thrower = () => {
      throw new TypeError('what is this?');
    };
    for (const sizeOfChanged of [...sizes, thrower]) {
      const { record } = poll(lying({ does: 'mutate', field: 'choice' }), {
        sizeBytes: ({ choice }) => (choice % 10 === 0 ? 50 : sizeOfChanged()),
      });
      expect(record.bytesSent).toBe(9 * 50 + 3 * 100);
    }
  });

  it('beyond what the protocol tolerates puts the trial outside', () => {
    const broken: Invariant<PollTypes> = {
      name: 'Unheard',
      expectation: 'always',
      sentence: 'Nobody hears anything.',
      hears: ['Heard'],
      start: (verdict) => ({
        hear(observation, node, atUs) {
          verdict.exercised();
          verdict.violated('somebody did', [{ atUs, node, observation }]);
        },
      }),
    };
    const outcomes = [1, 2].map((count) => {
      const faults = Array.from({ length: count }, (_, node) => ({
        at: '0s',
        byzantine: node,
        does: 'duplicate',
      }));
      return poll({ faults }, { invariants: [broken] }).record.outcome;
    });
    expect(outcomes).toEqual(['unsafe', 'outside']);
  });
});

describe('signatures', () => {
  it('take their time: what is sent after signing leaves later', () => {
    const { heard } = poll({ signatures: { sign: '300us', verify: '50us' } });
    expect(new Set(heard.map(({ atUs }) => atUs))).toEqual(new Set([2_300]));
  });
});

describe('a partition of some rounds', () => {
  it('cuts their messages and no others', () => {
    const cut = (rounds: [number, number]) =>
      poll({ faults: [{ at: '0s', partition: { groups: [[0, 1]], rounds } }] }).heard.length;
    expect([cut([1, 1]), cut([2, 9])]).toEqual([4, 12]);
  });
});

describe('an adversary of delays', () => {
  const network = { latency: '1ms', synchrony: { synchronous: '4ms' } };

  it('delivers as late as the declared synchrony allows, and no later', () => {
    const { heard } = poll({ network, faults: [{ at: '0s', adversary: 'latest', from: 0 }] });
    const delays = heard.filter(({ from }) => from === 0).map(({ atUs }) => atUs - 1_000);
    expect(delays).toEqual([4_000, 4_000, 4_000]);
    expect(heard.filter(({ from }) => from !== 0).every(({ atUs }) => atUs === 2_000)).toBe(true);
  });

  it('delivers at once or as late as allowed when it is erratic', () => {
    const { heard } = poll({ network, faults: [{ at: '0s', adversary: 'erratic' }] });
    expect(new Set(heard.map(({ atUs }) => atUs - 1_000))).toEqual(new Set([0, 4_000]));
  });
});
