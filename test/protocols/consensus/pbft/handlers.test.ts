import { describe, expect, test } from 'vitest';
import { LoneReplica } from './lone-replica.ts';

/** A backup that has prepared a request at 1, with the prepares of n2 and its own. */
function prepared(): { one: LoneReplica; batch: ReturnType<LoneReplica['request']>[] } {
  const one = new LoneReplica(1);
  const batch = [one.request(0)];
  one.receive(one.prePrepare(0, 1, batch));
  one.receive(one.prepare(2, 0, 1, batch), 2);
  return { one, batch };
}

describe('the normal case', () => {
  test('a backup that accepts a pre-prepare sends a prepare, and after a quorum of prepares a commit', () => {
    const { one } = prepared();
    expect(one.types()).toEqual(['Prepare', 'Commit']);
    expect(one.has('Committed')).toBe(false);
  });

  test('a quorum of commits commits it, and it is executed', () => {
    const { one, batch } = prepared();
    one.receive(one.commit(0, 0, 1, batch), 0);
    expect(one.has('Committed')).toBe(false);
    one.receive(one.commit(3, 0, 1, batch), 3);
    expect(one.has('Executed')).toBe(true);
    expect(one.state.machine.values).toEqual(['a']);
  });

  test('votes that overtake the pre-prepare count when it comes', () => {
    const one = new LoneReplica(1);
    const batch = [one.request(0)];
    for (const from of [0, 2, 3]) one.receive(one.commit(from, 0, 1, batch), from);
    one.receive(one.prepare(3, 0, 1, batch), 3);
    one.receive(one.prePrepare(0, 1, batch));
    expect(one.has('Executed')).toBe(true);
  });

  test('what is committed out of order waits for what comes before it', () => {
    const one = new LoneReplica(1);
    const batch = [one.request(0)];
    one.receive(one.prePrepare(0, 2, batch));
    one.receive(one.prepare(2, 0, 2, batch), 2);
    for (const from of [0, 2]) one.receive(one.commit(from, 0, 2, batch), from);
    expect(one.has('Committed')).toBe(true);
    expect(one.has('Executed')).toBe(false);
  });
});

describe('lies that have no effect', () => {
  test('a second pre-prepare for the same view and sequence number', () => {
    const one = new LoneReplica(1);
    one.receive(one.prePrepare(0, 1, [one.request(0)]));
    one.receive(one.prePrepare(0, 1, [one.request(1)]));
    expect(one.types()).toEqual(['Prepare']);
  });

  test('a pre-prepare that another than the primary signed', () => {
    const one = new LoneReplica(1);
    const forged = { ...one.prePrepare(2, 1, [one.request(0)]), view: 0 };
    one.receive(forged, 2);
    one.receive({ ...forged, replica: 0 }, 0);
    expect(one.types()).toEqual([]);
  });

  test('a request that its client did not sign', () => {
    const one = new LoneReplica(1);
    const asked = one.request(0);
    const invented = { ...asked, operation: { kind: 'put', key: 0, value: 'b' } as const };
    one.receive(one.prePrepare(0, 1, [invented]));
    expect(one.types()).toEqual([]);
  });

  test('votes that come twice, or in the name of others', () => {
    const { one, batch } = prepared();
    const vote = one.commit(3, 0, 1, batch);
    for (let copy = 0; copy < 5; copy++) one.receive(vote, 3);
    one.receive({ ...vote, replica: 2 }, 2);
    one.receive({ ...vote, replica: 0 }, 0);
    expect(one.has('Committed')).toBe(false);
  });

  test('votes for another batch, and votes of another view', () => {
    const { one, batch } = prepared();
    one.receive(one.commit(3, 0, 1, [one.request(7)]), 3);
    one.receive(one.commit(2, 1, 1, batch), 2);
    one.receive(one.commit(0, 0, 1, batch), 0);
    expect(one.has('Committed')).toBe(false);
  });

  test('a decision without a quorum of different commits', () => {
    const one = new LoneReplica(1);
    const batch = [one.request(0)];
    const prePrepare = one.prePrepare(0, 1, batch);
    const vote = one.commit(3, 0, 1, batch);
    one.receive({ type: 'Decided', prePrepare, commits: [] }, 3);
    one.receive({ type: 'Decided', prePrepare, commits: [vote, vote, vote] }, 3);
    one.receive({ type: 'Decided', prePrepare, commits: [vote, one.commit(2, 0, 1, batch)] }, 3);
    expect(one.has('Committed')).toBe(false);
    const commits = [0, 2, 3].map((from) => one.commit(from, 0, 1, batch));
    one.receive({ type: 'Decided', prePrepare, commits }, 3);
    expect(one.has('Executed')).toBe(true);
  });

  test('a sequence number beyond the high watermark', () => {
    const one = new LoneReplica(1, { checkpointInterval: 10 });
    one.receive(one.prePrepare(0, 21, [one.request(0)]));
    expect(one.types()).toEqual([]);
    one.receive(one.prePrepare(0, 20, [one.request(0)]));
    expect(one.types()).toEqual(['Prepare']);
  });
});

describe('a view change', () => {
  test('tells of what prepared, with its proof, and ends all voting in the old view', () => {
    const { one, batch } = prepared();
    one.fire('viewTimeout');
    const last = one.broadcast.at(-1);
    expect(last).toMatchObject({ type: 'ViewChange', view: 1, stableSequence: 0 });
    expect(last?.type === 'ViewChange' && last.certificates).toHaveLength(1);
    for (const from of [0, 2, 3]) one.receive(one.commit(from, 0, 1, batch), from);
    expect(one.has('Committed')).toBe(false);
  });

  test('f + 1 others that change their view make a replica join them, at the smallest of their views', () => {
    const one = new LoneReplica(1);
    one.receive(one.viewChange(2, 3), 2);
    expect(one.types()).toEqual([]);
    one.receive(one.viewChange(3, 2), 3);
    expect(one.broadcast).toMatchObject([{ type: 'ViewChange', view: 2 }]);
  });

  test('the new primary proposes again what prepared in the highest view, and nothing in the gaps', () => {
    const one = new LoneReplica(2);
    const old = [one.request(0)];
    const newer = [one.request(1)];
    const first = one.certificate(0, 2, old, [1, 3]);
    const second = one.certificate(1, 2, newer, [0, 3]);
    one.receive(one.viewChange(0, 2, [first]), 0);
    one.receive(one.viewChange(3, 2, [second]), 3);
    const newView = one.broadcast.find(({ type }) => type === 'NewView');
    expect(newView).toMatchObject({ prePrepares: [{ batch: [] }, { batch: [{ sequence: 1 }] }] });
  });

  test('a view change whose proof is forged or short is not counted', () => {
    const one = new LoneReplica(2);
    const batch = [one.request(0)];
    const short = one.certificate(0, 1, batch, [1]);
    const { prePrepare, prepares } = one.certificate(0, 1, batch, [1, 3]);
    const other = { prePrepare: one.prePrepare(0, 1, []), prepares };
    one.receive(one.viewChange(0, 2, [short]), 0);
    one.receive(one.viewChange(1, 2, [other]), 1);
    one.receive({ ...one.viewChange(3, 2, [{ prePrepare, prepares }]), stableSequence: 7 }, 3);
    expect(one.types()).toEqual([]);
  });

  test('a new view must follow from a quorum of view changes', () => {
    const one = new LoneReplica(3);
    const batch = [one.request(0)];
    const certificate = one.certificate(0, 1, batch, [1, 2]);
    const changes = [0, 1, 2].map((from) => one.viewChange(from, 1, [certificate]));
    one.receive(one.newView(1, changes.slice(1), [batch]), 1);
    one.receive(one.newView(1, changes, []), 1);
    one.receive(one.newView(1, changes, [[]]), 1);
    expect(one.has('ViewEntered')).toBe(false);
    one.receive(one.newView(1, changes, [batch]), 1);
    expect(one.has('ViewEntered')).toBe(true);
    expect(one.broadcast).toMatchObject([{ type: 'Prepare', view: 1, sequence: 1 }]);
  });
});

describe('a restart', () => {
  test('a replica accepts no other batch at a number at which it accepted one before', () => {
    const one = new LoneReplica(1);
    one.receive(one.prePrepare(0, 1, [one.request(0)]));
    one.restart();
    one.receive(one.prePrepare(0, 1, [one.request(1)]));
    expect(one.types()).toEqual(['Prepare']);
  });

  test('a replica still knows what had prepared', () => {
    const { one } = prepared();
    one.restart();
    one.fire('viewTimeout');
    const last = one.broadcast.at(-1);
    expect(last?.type === 'ViewChange' && last.certificates).toHaveLength(1);
  });

  test('a primary goes on behind what it has proposed', () => {
    const one = new LoneReplica(0);
    one.ask(one.request(0));
    one.restart();
    one.ask(one.request(1));
    expect(one.broadcast).toMatchObject([{ sequence: 1 }, { sequence: 2 }]);
  });

  test('a replica in a view change stays in it', () => {
    const { one, batch } = prepared();
    one.fire('viewTimeout');
    one.restart();
    for (const from of [0, 2, 3]) one.receive(one.commit(from, 0, 1, batch), from);
    expect(one.has('Committed')).toBe(false);
    expect(one.types().at(-1)).toBe('ViewChange');
  });

  test('a replica executes again what it had executed', () => {
    const { one, batch } = prepared();
    for (const from of [0, 3]) one.receive(one.commit(from, 0, 1, batch), from);
    one.restart();
    expect(one.state).toMatchObject({ lastExecuted: 1, machine: { values: ['a'] } });
  });

  test('a replica still has the state that it signed, though nobody else signed it', () => {
    const one = new LoneReplica(1, { checkpointInterval: 1 });
    const batch = [one.request(0)];
    one.receive(one.prePrepare(0, 1, batch));
    one.receive(one.prepare(2, 0, 1, batch), 2);
    for (const from of [0, 3]) one.receive(one.commit(from, 0, 1, batch), from);
    one.restart();
    expect(one.state).toMatchObject({ lowWatermark: 0, lastExecuted: 1 });
    expect(one.types().at(-1)).toBe('Checkpoint');
  });
});
