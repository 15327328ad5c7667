import { describe, expect, test } from 'vitest';
import type { InstallSnapshot } from '../../../../src/protocols/consensus/raft/messages.ts';
import type { Snapshot } from '../../../../src/protocols/consensus/raft/types.ts';
import {
  appendEntries,
  Cluster,
  entries,
  ofType,
  put,
  refusal,
  Server,
  type ServerOptions,
} from './server.ts';

const EVERY_4: ServerOptions = { params: { snapshotEvery: 4 } };

/** A snapshot of the state that the entries of `entries()` lead to. */
function snapshotAt(lastIncludedIndex: number, lastIncludedTerm: number): Snapshot {
  const values = [`${lastIncludedTerm}.${lastIncludedIndex}`];
  const configuration = {
    kind: 'configuration',
    voters: [0, 1, 2],
    outgoing: [],
    learners: [],
  } as const;
  return { lastIncludedIndex, lastIncludedTerm, configuration, machine: { values, sessions: [] } };
}

function install(term: number, snapshot: Snapshot, round = 1): InstallSnapshot {
  return { type: 'InstallSnapshot', term, snapshot, round };
}

/** A follower that has entries of term 1 and knows that some are committed. */
function follower(length: number, leaderCommit: number, options = EVERY_4): Server {
  const server = new Server(options);
  const log = entries(1, ...new Array<number>(length).fill(1));
  server.receive(1, appendEntries({ term: 1, entries: log, leaderCommit }));
  return server;
}

describe('§7: taking a snapshot', () => {
  test('Each server takes snapshots independently, covering just the committed entries in its log', () => {
    const server = follower(6, 4);
    const { log, snapshot } = server.state.persistent;
    expect(snapshot.value).toMatchObject({ lastIncludedIndex: 4, lastIncludedTerm: 1 });
    expect(snapshot.value?.machine.values).toEqual(['1.4']);
    // The last entry that the snapshot replaces stays, for its term.
    expect([log.start, log.length]).toEqual([3, 6]);
  });

  test('a snapshot is due each time as many entries have been applied, however many come at once', () => {
    const server = follower(11, 10);
    const taken = server.observed().filter(({ type }) => type === 'SnapshotTaken');
    expect(taken).toMatchObject([{ index: 4 }, { index: 8 }]);
  });

  test('without snapshotEvery there is none', () => {
    const server = follower(11, 10, {});
    expect(server.state.persistent.snapshot.value).toBeUndefined();
    expect(server.state.persistent.log.start).toBe(0);
  });

  test('a snapshot keeps its content when the state goes on', () => {
    const server = follower(4, 4);
    const more = appendEntries({
      term: 1,
      prevLogIndex: 4,
      prevLogTerm: 1,
      entries: entries(5, 1),
    });
    server.receive(1, { ...more, leaderCommit: 5 });
    expect(server.state.machine?.values).toEqual(['1.5']);
    expect(server.state.persistent.snapshot.value?.machine.values).toEqual(['1.4']);
  });

  test('a server starts again from its snapshot, and applies what follows it', () => {
    const server = follower(6, 5);
    server.restart();
    expect(server.state).toMatchObject({ commitIndex: 4, lastApplied: 4, snapshotIndex: 4 });
    expect(server.observed()).toMatchObject([
      { type: 'Booted', lastIndex: 6, lastTerm: 1 },
      { type: 'SnapshotRestored', index: 4, source: 'disk' },
    ]);
    server.receive(1, appendEntries({ term: 1, prevLogIndex: 6, prevLogTerm: 1, leaderCommit: 6 }));
    expect(server.state.machine?.values).toEqual(['1.6']);
  });

  test('a crash between the snapshot and the discarding of the log does no harm', () => {
    const server = follower(6, 3);
    server.state.persistent.snapshot.value = snapshotAt(4, 1);
    server.ctx.storage.sync();
    server.restart();
    const { log } = server.state.persistent;
    expect([log.start, log.length]).toEqual([3, 6]);
    expect(server.state).toMatchObject({ commitIndex: 4, lastApplied: 4 });
  });
});

describe('§7: a follower that lags behind', () => {
  test('The leader must occasionally send snapshots to followers that lag behind: when it has already discarded the next log entry that it needs to send', () => {
    const cluster = new Cluster(EVERY_4, EVERY_4, EVERY_4);
    const leader = cluster.server(0);
    leader.fire('electionTimeout');
    cluster.settle();
    for (let sequence = 0; sequence < 9; sequence++) {
      leader.request({ kind: 'put', key: 0, value: `${sequence}` }, 4, sequence);
      cluster.settle((node) => node !== 2);
    }
    expect(cluster.server(2).logTerms).toEqual([1]);
    leader.fire('heartbeat');
    cluster.settle();
    const behind = cluster.server(2);
    expect(behind.state).toMatchObject({ snapshotIndex: 8, lastApplied: 10 });
    expect(behind.state.machine).toEqual(leader.state.machine);
  });

  test('until it answers it gets the snapshot with every heartbeat, and no entries', () => {
    const leader = new Server({ ...EVERY_4, log: [1, 1, 1, 1, 1] }).elect();
    leader.acknowledge(1, 6);
    leader.ctx.take();
    leader.receive(2, refusal({ term: 2, prevLogIndex: 5, conflictIndex: 1 }));
    expect(leader.sent()).toMatchObject([
      { to: 2, message: { type: 'InstallSnapshot', snapshot: { lastIncludedIndex: 4 } } },
    ]);
    leader.request(put);
    expect(leader.sent().map(({ to }) => to)).toEqual([1]);
    leader.fire('heartbeat');
    expect(leader.sent()).toMatchObject([
      { to: 1, message: { type: 'AppendEntries' } },
      { to: 2, message: { type: 'InstallSnapshot', round: 2 } },
    ]);
    leader.acknowledge(2, 4);
    expect(leader.sent()).toMatchObject([
      { to: 2, message: { type: 'AppendEntries', prevLogIndex: 4, prevLogTerm: 1 } },
    ]);
  });

  test('the snapshot is durable before it is acknowledged', () => {
    const server = new Server({ ...EVERY_4, term: 1 });
    server.receive(1, install(1, snapshotAt(8, 1)));
    const kinds = server.ctx.take().map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'sync' || kind === 'send')).toEqual(['sync', 'send']);
    server.restart();
    expect(server.state).toMatchObject({ lastApplied: 8, commitIndex: 8 });
    expect(server.state.machine?.values).toEqual(['1.8']);
  });

  test('If existing log entry has same index and term as snapshot’s last included entry, retain log entries following it', () => {
    const server = follower(6, 1, {});
    server.receive(1, install(1, snapshotAt(4, 1)));
    const { log } = server.state.persistent;
    expect([log.start, log.length]).toEqual([3, 6]);
    expect(server.state).toMatchObject({ lastApplied: 4, commitIndex: 4 });
  });

  test('If not, discard the entire log', () => {
    const server = follower(6, 1, {});
    server.receive(2, install(3, snapshotAt(4, 2)));
    const { log } = server.state.persistent;
    expect([log.start, log.length, log.at(3)?.term]).toEqual([3, 4, 2]);
    expect(ofType(server.sent(), 'AppendEntriesReply').at(-1)?.message).toMatchObject({
      success: true,
      matchIndex: 4,
    });
  });

  test.each([
    ['that comes twice', 8],
    ['that was overtaken', 6],
  ])('a snapshot %s changes nothing, and is acknowledged', (_, index) => {
    const server = new Server({ ...EVERY_4, term: 1 });
    server.receive(1, install(1, snapshotAt(8, 1)));
    server.receive(
      1,
      appendEntries({ term: 1, prevLogIndex: 8, prevLogTerm: 1, entries: entries(9, 1, 1) }),
    );
    server.ctx.take();
    server.receive(1, install(1, snapshotAt(index, 1), 2));
    expect(server.state).toMatchObject({ lastApplied: 8, commitIndex: 8 });
    expect(server.state.persistent.log.length).toBe(10);
    expect(server.sent()).toMatchObject([{ message: { success: true, matchIndex: index } }]);
  });

  test('a snapshot of an earlier term is refused', () => {
    const server = new Server({ term: 3 });
    server.receive(1, install(2, snapshotAt(8, 1)));
    expect(server.sent()).toMatchObject([{ message: { term: 3, success: false, round: 0 } }]);
    expect(server.state.lastApplied).toBe(0);
  });

  test('entries that the snapshot replaces match without a look', () => {
    const server = new Server({ ...EVERY_4, term: 1 });
    server.receive(1, install(1, snapshotAt(8, 1)));
    server.ctx.take();
    const log = entries(3, ...new Array<number>(8).fill(1));
    server.receive(1, appendEntries({ term: 1, prevLogIndex: 2, prevLogTerm: 1, entries: log }));
    expect(server.sent()).toMatchObject([{ message: { success: true, matchIndex: 10 } }]);
    expect(server.state.persistent.log.length).toBe(10);
    expect(server.state.lastApplied).toBe(8);
  });

  test('a server with a snapshot votes and stands by the last entry that it replaces', () => {
    const server = new Server({ params: { preVote: false, checkQuorum: false } });
    server.receive(1, install(3, snapshotAt(8, 2)));
    server.ctx.take();
    server.fire('electionTimeout');
    expect(ofType(server.sent(), 'RequestVote')[0]?.message).toMatchObject({
      lastLogIndex: 8,
      lastLogTerm: 2,
    });
  });

  test('a leader that started from a snapshot applies nothing twice', () => {
    const leader = follower(6, 5);
    leader.restart();
    leader.elect();
    leader.acknowledge(1, 7);
    expect(leader.state).toMatchObject({ commitIndex: 7, lastApplied: 7 });
    expect(leader.state.machine?.values).toEqual(['1.6']);
  });
});

test('sessions come with the snapshot: a retry is answered, and takes no effect again', () => {
  const cluster = new Cluster(EVERY_4, EVERY_4, EVERY_4);
  cluster.server(0).fire('electionTimeout');
  cluster.settle();
  const append = { kind: 'append', key: 0, value: 'x' } as const;
  for (let client = 0; client < 5; client++) {
    cluster.server(0).request(append, client, 0);
    cluster.settle((node) => node !== 2);
  }
  cluster.server(0).fire('heartbeat');
  cluster.settle();
  cluster.server(2).elect();
  cluster.settle();
  const leader = cluster.server(2);
  expect(leader.state.role).toBe('leader');
  leader.request(append, 0, 0);
  expect(leader.responses()).toEqual([{ kind: 'done', value: null }]);
  expect(leader.state.machine?.values).toEqual(['xxxxx']);
});
