import { describe, expect, it } from 'vitest';
import type { Behavior } from '../../../src/core/byzantine.ts';
import type { AdversaryOptions, Fault, ScheduledFault } from '../../../src/core/fault.ts';
import { FaultInjector } from '../../../src/faults/injector.ts';
import { RecordingSurface } from '../recording-surface.ts';

const first = { nodes: [0] };

/** A world of four nodes whose first lies so from the beginning, and what it put on the wire. */
function liar(
  behavior: Behavior,
  { forUs, ...options }: { forUs?: number } & Partial<AdversaryOptions> = {},
) {
  const fault: Fault = { kind: 'byzantine', target: first, behavior, ...(forUs && { forUs }) };
  const { world, injector } = begin([{ when: { atUs: 0 }, fault }], options);
  const process = world.processOf(0, 'original');
  return {
    world,
    injector,
    process,
    says: (to: number, type = 'Vote', value: unknown = 'A', view = 1) =>
      process.interposer?.onSend(to, { type, value, view } as { type: string }),
    sent: () => world.deeds.filter((deed) => deed.includes('sends')),
    landed: () => injector.reports[0]?.landed,
  };
}

function begin(schedule: readonly ScheduledFault[], options: Partial<AdversaryOptions> = {}) {
  const world = new RecordingSurface({ nodes: 4, clients: [undefined] });
  const injector = new FaultInjector(schedule);
  injector.begin(world, { mobile: false, collusion: true, rushing: false, ...options });
  world.runUntil(0);
  return { world, injector };
}

const VOTE = '{"type":"Vote","value":"A","view":1}';

describe('a liar', () => {
  it('that is silent sends nothing, neither to nodes nor to clients', () => {
    const { says, sent, process, world, landed } = liar({ does: 'silence' });
    says(1);
    process.interposer?.onRespond(0, 7, 'done');
    expect(sent()).toEqual([]);
    expect(world.deeds).toEqual(['0 corrupt n0']);
    expect(landed()).toBe(2);
  });

  it('that omits sends to all but those', () => {
    const { says, sent } = liar({ does: 'omit', to: { nodes: [2, 3] } });
    for (const to of [1, 2, 3]) says(to);
    expect(sent()).toEqual([`0 n0 sends ${VOTE} to n1`]);
  });

  it('that delays sends later', () => {
    const { says, sent, world } = liar({ does: 'delay', byUs: 500 });
    says(1);
    world.runUntil(499);
    expect(sent()).toEqual([]);
    world.runUntil(500);
    expect(sent()).toEqual([`500 n0 sends ${VOTE} to n1`]);
  });

  it('that withholds sends all in order when it stops', () => {
    const { says, sent, world } = liar({ does: 'withhold' }, { forUs: 900 });
    says(1, 'Prepare');
    says(2, 'Commit');
    world.runUntil(899);
    expect(sent()).toEqual([]);
    world.runUntil(900);
    expect(sent().map((deed) => deed.replace(/\{"type":"(\w+)".*\}/, '$1'))).toEqual([
      '900 n0 sends Prepare to n1',
      '900 n0 sends Commit to n2',
    ]);
  });

  it('that withholds for a while lets go at the heal too', () => {
    const { says, sent, world, injector } = liar({ does: 'withhold' }, { forUs: 900 });
    says(1);
    world.runUntil(300);
    injector.heal(world);
    expect(sent()).toEqual([`300 n0 sends ${VOTE} to n1`]);
  });

  it('that duplicates sends twice', () => {
    const { says, sent } = liar({ does: 'duplicate' });
    says(1);
    expect(sent()).toHaveLength(2);
  });

  it('that replays sends an earlier message of the type too, in the name of who said it', () => {
    const { says, sent, process } = liar({ does: 'replay' });
    process.interposer?.onReceive(2, { type: 'Vote', value: 'B', view: 0 } as { type: string });
    says(1);
    expect(sent()).toEqual([
      `0 n0 sends ${VOTE} to n1`,
      '0 n0 as n2 sends {"type":"Vote","value":"B","view":0} to n1',
    ]);
  });

  it('that reorders sends what it says in one instant in another order', () => {
    const orders = new Set<string>();
    const { says, sent, world } = liar({ does: 'reorder' });
    for (let round = 0; round < 50; round++) {
      const before = sent().length;
      for (const to of [1, 2, 3]) says(to);
      world.runUntil(world.nowUs);
      orders.add(
        sent()
          .slice(before)
          .map((deed) => deed.at(-1))
          .join(),
      );
    }
    expect(orders.size).toBe(6);
  });

  it('that mutates tells everyone the same, changed', () => {
    const { says, sent, process } = liar({ does: 'mutate', field: 'value' });
    const message = { type: 'Vote', value: 'A', view: 1 } as { type: string };
    for (const to of [1, 2]) process.interposer?.onSend(to, message);
    const changed = `{"type":"Vote","value":"A'","view":1}`;
    expect(sent()).toEqual([`0 n0 sends ${changed} to n1`, `0 n0 sends ${changed} to n2`]);
    says(3);
    expect(sent()).toHaveLength(3);
  });

  it('that equivocates tells some of them another version, the same to each of those', () => {
    const { sent, process } = liar({ does: 'equivocate', to: { nodes: [2, 3] }, field: 'value' });
    const message = { type: 'Vote', value: 'A', view: 1 } as { type: string };
    for (const to of [1, 2, 3]) process.interposer?.onSend(to, message);
    const other = `{"type":"Vote","value":"A'","view":1}`;
    expect(sent()).toEqual([
      `0 n0 sends ${VOTE} to n1`,
      `0 n0 sends ${other} to n2`,
      `0 n0 sends ${other} to n3`,
    ]);
  });

  it('that impersonates repeats what others say, changed, in their name', () => {
    const { sent, process } = liar({ does: 'impersonate', as: { nodes: [2] } });
    process.interposer?.onReceive(2, { type: 'Vote', value: 5 } as { type: string });
    process.interposer?.onReceive(3, { type: 'Vote', value: 5 } as { type: string });
    const claims = sent().map((deed) => deed.replace(/value":\d/, 'value":?'));
    expect(claims).toEqual([
      '0 n0 as n2 sends {"type":"Vote","value":?} to n1',
      '0 n0 as n2 sends {"type":"Vote","value":?} to n3',
    ]);
  });

  it('that suffers amnesia begins anew, once', () => {
    const { world, landed } = liar({ does: 'amnesia' });
    expect(world.deeds).toContain('0 n0 forgets');
    expect(landed()).toBe(1);
  });

  it('that runs twice talks to each side with one of its twins', () => {
    const { says, sent, process, world } = liar({
      does: 'twins',
      first: { nodes: [1] },
      second: { nodes: [2, 3] },
    });
    for (const to of [1, 2, 3]) says(to);
    const twin = world.processOf(0, 'twin');
    for (const to of [1, 2, 3]) twin.interposer?.onSend(to, { type: 'Other' });
    expect(sent()).toEqual([
      `0 n0 sends ${VOTE} to n1`,
      '0 n0 sends {"type":"Other"} to n2',
      '0 n0 sends {"type":"Other"} to n3',
    ]);
    process.interposer?.onReceive(1, { type: 'Vote' });
    process.interposer?.onReceive(3, { type: 'Vote' });
    expect(world.deeds.filter((deed) => deed.includes('hears'))).toEqual([
      '0 n0 hears Vote from n1',
      '0 twin of n0 hears Vote from n3',
    ]);
  });

  it('lies about the messages, and in the rounds, that its behaviour names', () => {
    const { says, sent, world } = liar({ does: 'silence', messages: ['Commit'], rounds: [2, 3] });
    world.dialect = { roundOf: (message) => (message as unknown as { view: number }).view };
    says(1, 'Vote', 'A', 2);
    says(1, 'Commit', 'A', 1);
    says(1, 'Commit', 'A', 2);
    says(1, 'Commit', 'A', 4);
    expect(sent().map((deed) => deed.match(/Vote|Commit/)?.[0])).toEqual([
      'Vote',
      'Commit',
      'Commit',
    ]);
  });

  it('tells the lies that its protocol knows', () => {
    const { says, sent, world } = liar({ does: 'lie', name: 'nay' });
    const nay = {
      name: 'nay',
      sentence: 'It says no where it means yes.',
      tell: (message: { type: string }) =>
        message.type === 'Vote' ? ({ type: 'Vote', value: 'no' } as { type: string }) : undefined,
    };
    world.dialect = { lies: [nay] };
    says(1);
    says(2, 'Commit');
    expect(sent()).toEqual(['0 n0 sends {"type":"Vote","value":"no"} to n1']);
  });

  it('is a liar to the end where no end is set, and an honest process where one is', () => {
    const endless = liar({ does: 'silence' });
    endless.injector.heal(endless.world);
    endless.says(1);
    expect(endless.sent()).toEqual([]);
    const healed = liar({ does: 'silence' }, { forUs: 900 });
    healed.injector.heal(healed.world);
    expect(healed.process.interposer).toBeUndefined();
    expect(healed.world.isCorrupt(0)).toBe(true);
  });
});

describe('an adversary', () => {
  const silenced = (atUs: number, node: number, forUs?: number): ScheduledFault => ({
    when: { atUs },
    fault: {
      kind: 'byzantine',
      target: { nodes: [node] },
      behavior: { does: 'silence' },
      ...(forUs && { forUs }),
    },
  });

  it('corrupts no more nodes than its budget, in all', () => {
    const { world } = begin([silenced(0, 0, 10), silenced(5, 1), silenced(20, 2)], { budget: 2 });
    world.runUntil(100);
    expect([0, 1, 2, 3].filter((node) => world.isCorrupt(node))).toEqual([0, 1]);
  });

  it('that is mobile corrupts no more nodes than its budget at once', () => {
    const schedule = [silenced(0, 0, 10), silenced(5, 1, 10), silenced(12, 2, 10)];
    const { world } = begin(schedule, { budget: 1, mobile: true });
    world.runUntil(100);
    expect([0, 1, 2, 3].filter((node) => world.isCorrupt(node))).toEqual([0, 2]);
  });

  it('corrupts whoever holds a duty at that moment', () => {
    const schedule: ScheduledFault[] = [
      {
        when: { atUs: 5 },
        fault: { kind: 'byzantine', target: { duty: 'primary' }, behavior: { does: 'silence' } },
      },
    ];
    const { world } = begin(schedule);
    world.holders.set('primary', 3);
    world.runUntil(5);
    expect(world.isCorrupt(3)).toBe(true);
  });

  it('that rushes sends at the end of the instant', () => {
    const { says, sent, world } = liar({ does: 'duplicate' }, { rushing: true });
    says(1);
    expect(sent()).toEqual([]);
    world.runUntil(0);
    expect(sent()).toHaveLength(2);
  });
});
