import { describe, expect, test } from 'vitest';
import type { RaftMessage } from '../../../../src/protocols/consensus/raft/messages.ts';
import {
  appendEntries,
  Cluster,
  entries,
  get,
  granted,
  ofType,
  put,
  refusal,
  requestVote,
  Server,
  success,
} from './server.ts';

const PLAIN = { params: { preVote: false, checkQuorum: false } };

describe('late and duplicated messages', () => {
  test('a vote that comes twice counts once', () => {
    const server = new Server({ ...PLAIN, nodes: 5 });
    server.fire('electionTimeout');
    const vote = { type: 'RequestVoteReply', term: 1, voteGranted: true } as const;
    server.receive(0, vote);
    server.receive(1, vote);
    server.receive(1, vote);
    expect(server.state.role).toBe('candidate');
  });

  test('a vote of an earlier term does not count', () => {
    const server = new Server(PLAIN);
    server.fire('electionTimeout');
    server.fire('electionTimeout');
    server.receive(1, { type: 'RequestVoteReply', term: 1, voteGranted: true });
    server.receive(2, { type: 'RequestVoteReply', term: 1, voteGranted: true });
    expect(server.state.role).toBe('candidate');
  });

  test('a PreVote that was granted for an earlier term does not count', () => {
    const server = new Server({ term: 1 });
    server.fire('electionTimeout');
    server.receive(1, granted('PreVoteReply', 0));
    expect(server.state.role).toBe('preCandidate');
  });

  test('a vote that comes after the election was won changes nothing', () => {
    const leader = new Server({ nodes: 5 }).elect();
    leader.receive(4, { type: 'RequestVoteReply', term: 1, voteGranted: true });
    leader.receive(3, granted('PreVoteReply', 0));
    expect(leader.observed()).toEqual([]);
    expect(leader.logTerms).toEqual([1]);
  });

  test('an AppendEntries that comes twice is answered twice and stored once', () => {
    const server = new Server({ term: 1 });
    const message = appendEntries({ term: 1, entries: entries(1, 1, 1) });
    server.receive(1, message);
    server.receive(1, message);
    expect(server.logTerms).toEqual([1, 1]);
    expect(server.sent()).toMatchObject([
      { message: { success: true, matchIndex: 2 } },
      { message: { success: true, matchIndex: 2 } },
    ]);
  });

  test('an AppendEntries that was overtaken deletes nothing', () => {
    const server = new Server({ term: 1 });
    const [first, second] = entries(1, 1, 1);
    if (first === undefined || second === undefined) throw new Error();
    server.receive(1, appendEntries({ term: 1, entries: [first, second] }));
    server.receive(1, appendEntries({ term: 1, entries: [first] }));
    server.receive(1, appendEntries({ term: 1 }));
    expect(server.logTerms).toEqual([1, 1]);
    expect(server.sent()).toMatchObject([
      { message: { matchIndex: 2 } },
      { message: { matchIndex: 1 } },
      { message: { matchIndex: 0 } },
    ]);
  });

  test('a commit index that was overtaken does not go back', () => {
    const server = new Server({ term: 1 });
    server.receive(1, appendEntries({ term: 1, entries: entries(1, 1, 1), leaderCommit: 2 }));
    server.receive(1, appendEntries({ term: 1, entries: entries(1, 1), leaderCommit: 1 }));
    expect(server.state.commitIndex).toBe(2);
  });

  test('a follower commits only what the message vouches for, whatever else is in its log', () => {
    const server = new Server({ log: [1, 2, 2] });
    server.receive(1, appendEntries({ term: 3, prevLogIndex: 1, prevLogTerm: 1, leaderCommit: 3 }));
    expect(server.state.commitIndex).toBe(1);
  });

  test('an acknowledgement that was overtaken does not bring matchIndex back', () => {
    const leader = new Server({ nodes: 5 }).elect();
    leader.request(put);
    leader.acknowledge(1, 2);
    leader.acknowledge(1, 1);
    expect(leader.state.leading?.matchIndex[1]).toBe(2);
    expect(leader.state.leading?.nextIndex[1]).toBe(3);
  });

  test('a refusal of what is known to match is late', () => {
    const leader = new Server().elect();
    leader.acknowledge(1, 1);
    leader.ctx.take();
    leader.receive(1, refusal({ term: 1, prevLogIndex: 1, conflictIndex: 1 }));
    expect(leader.sent()).toEqual([]);
    expect(leader.state.leading?.nextIndex[1]).toBe(2);
  });

  test('of several refusals on the way, the first makes the leader go back, and the others are late', () => {
    const leader = new Server({ log: [1, 1, 1] }).elect();
    leader.request(put, 0, 0);
    leader.request(put, 0, 1);
    leader.ctx.take();
    leader.receive(1, refusal({ term: 2, prevLogIndex: 3, conflictIndex: 1 }));
    leader.receive(1, refusal({ term: 2, prevLogIndex: 4, conflictIndex: 1 }));
    leader.receive(1, refusal({ term: 2, prevLogIndex: 5, conflictIndex: 1 }));
    const sent = leader.sent();
    expect(sent).toHaveLength(1);
    expect(sent).toMatchObject([{ to: 1, message: { prevLogIndex: 0 } }]);
  });

  test('a reply to a term that the server led before confirms nothing now', () => {
    const leader = new Server().elect();
    for (let beat = 0; beat < 9; beat++) leader.fire('heartbeat');
    // It steps down, and leads again in term 3. A refusal of its first term comes late.
    leader.receive(1, appendEntries({ term: 2 }));
    leader.elect();
    leader.acknowledge(1, 2);
    expect(leader.term).toBe(3);
    leader.request(get, 4, 0);
    leader.ctx.take();
    leader.receive(2, refusal({ term: 3, round: 0 }));
    leader.receive(2, success(1, 1, 10));
    expect(leader.responses()).toEqual([]);
  });
});

describe('odd messages', () => {
  const strange: RaftMessage[] = [
    appendEntries({ term: 1, prevLogIndex: 99, prevLogTerm: 1 }),
    appendEntries({ term: 1, prevLogIndex: -5, prevLogTerm: 0 }),
    appendEntries({ term: 1, leaderCommit: 1e9 }),
    appendEntries({ term: Number.NaN }),
    success(1, 1e9),
    success(1, -1),
    refusal({ term: 1, prevLogIndex: 1, conflictIndex: 1e9, conflictTerm: 7 }),
    refusal({ term: 1, prevLogIndex: -1, conflictIndex: -9 }),
    requestVote(1, -1, 99),
    { type: 'RequestVoteReply', term: 1, voteGranted: true },
    { type: 'PreVote', nextTerm: 1e9, lastLogIndex: 1e9, lastLogTerm: 1e9 },
    { type: 'PreVoteReply', term: 1, nextTerm: 1e9, voteGranted: true },
    {
      type: 'InstallSnapshot',
      term: 1,
      snapshot: {
        lastIncludedIndex: 1e6,
        lastIncludedTerm: 9,
        configuration: { kind: 'configuration', voters: [], outgoing: [], learners: [] },
        machine: { values: [], sessions: [undefined] },
      },
      round: -1,
    },
    { type: 'Nonsense' } as unknown as RaftMessage,
  ];

  test.each(strange)('no server throws for %j', (message) => {
    const servers = [new Server({ term: 1 }), new Server({ log: [1, 1] }), new Server().elect()];
    const candidate = new Server(PLAIN);
    candidate.fire('electionTimeout');
    for (const server of [...servers, candidate]) {
      for (const from of [0, 1, 2]) expect(() => server.receive(from, message)).not.toThrow();
    }
  });

  test('a second leader of its own term is not believed by a leader', () => {
    const leader = new Server().elect();
    leader.receive(1, appendEntries({ term: 1, entries: entries(1, 1, 1) }));
    expect(leader.state.role).toBe('leader');
    expect(leader.logTerms).toEqual([1]);
  });

  test('timers that ring too late are harmless', () => {
    const server = new Server().elect();
    server.receive(1, appendEntries({ term: 2 }));
    expect(server.ctx.isRunning('heartbeat')).toBe(false);
    expect(server.ctx.isRunning('quorumCheck')).toBe(false);
    expect(server.ctx.isRunning('electionTimeout')).toBe(true);
  });
});

describe('the disk', () => {
  test('a server remembers its term, vote and log over a restart, and nothing else', () => {
    const server = new Server({ term: 1 });
    server.receive(1, requestVote(2, 0, 0));
    server.receive(1, appendEntries({ term: 2, entries: entries(1, 2), leaderCommit: 1 }));
    server.restart();
    expect(server.state).toMatchObject({ commitIndex: 0, lastApplied: 0, role: 'follower' });
    expect(server.state.persistent.votedFor.value).toBe(1);
    expect(server.observed()).toEqual([
      { type: 'Booted', term: 2, votedFor: 1, lastIndex: 1, lastTerm: 2 },
    ]);
    server.receive(2, requestVote(2, 9, 2));
    expect(server.sent()).toMatchObject([{ message: { voteGranted: false } }]);
  });

  const replies: [string, (server: Server) => void][] = [
    ['a vote', (server) => server.receive(1, requestVote(2, 9, 2))],
    ['entries', (server) => server.receive(1, appendEntries({ term: 1, entries: entries(1, 1) }))],
    ['a new term', (server) => server.receive(1, appendEntries({ term: 2 }))],
  ];

  test.each(replies)('%s is durable before the reply leaves', (_, feed) => {
    const server = new Server({ ...PLAIN, term: 1 });
    feed(server);
    const kinds = server.ctx.take().map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'sync' || kind === 'send')).toEqual(['sync', 'send']);
  });

  test('a heartbeat that changes nothing costs no write', () => {
    const server = new Server({ term: 1 });
    server.receive(1, appendEntries({ term: 1 }));
    expect(server.ctx.takeOnly('sync')).toEqual([]);
  });

  test('a candidate asks for votes once its own is durable', () => {
    const server = new Server(PLAIN);
    server.fire('electionTimeout');
    const kinds = server.ctx.take().map(({ kind }) => kind);
    expect(kinds.indexOf('sync')).toBeLessThan(kinds.indexOf('send'));
  });

  test('the leader sends an entry before its own disk has it, and does not count itself until then', () => {
    const leader = new Server({ disk: 'slow' }).elect();
    leader.acknowledge(1, 1);
    expect(leader.state.commitIndex).toBe(0);
    leader.finishSync();
    expect(leader.state.commitIndex).toBe(1);
    leader.ctx.take();
    leader.request(put);
    const kinds = leader.ctx.take().map(({ kind }) => kind);
    expect(kinds.indexOf('send')).toBeLessThan(kinds.indexOf('sync'));
    // Both followers have it: they are a majority without the leader's disk.
    leader.acknowledge(1, 2);
    expect(leader.state.commitIndex).toBe(1);
    leader.acknowledge(2, 2);
    expect(leader.state.commitIndex).toBe(2);
  });

  test('a single server leads, commits and answers by itself, when its disk is done', () => {
    const server = new Server({ nodes: 1, disk: 'slow' });
    server.fire('electionTimeout');
    for (const { message } of server.sent()) server.receive(0, message);
    expect(server.state.role).toBe('leader');
    server.request(put, 4, 0);
    expect(server.responses()).toEqual([]);
    server.finishSync();
    expect(server.responses()).toEqual([{ kind: 'done', value: null }]);
    server.request(get, 4, 1);
    expect(server.responses()).toEqual([{ kind: 'done', value: 'x' }]);
  });
});

describe('replication', () => {
  test('followers that lack the same share one message', () => {
    const leader = new Server({ nodes: 5 }).elect();
    leader.request(put);
    const messages = new Set(leader.sent().map(({ message }) => message));
    expect(messages.size).toBe(1);
  });

  test('entries go out without waiting for replies to earlier ones', () => {
    const leader = new Server().elect();
    leader.request(put, 0, 0);
    leader.request(put, 0, 1);
    const toFirst = ofType(leader.sent(), 'AppendEntries').filter(({ to }) => to === 1);
    expect(toFirst.map(({ message }) => message.prevLogIndex)).toEqual([1, 2]);
    expect(toFirst.map(({ message }) => message.entries.length)).toEqual([1, 1]);
  });

  test('what was lost on the way is sent again after the next heartbeat', () => {
    const cluster = new Cluster({}, {}, {});
    const leader = cluster.server(0);
    leader.fire('electionTimeout');
    cluster.settle();
    leader.request(put);
    leader.ctx.take();
    leader.fire('heartbeat');
    cluster.settle();
    expect(cluster.servers.map(({ logTerms }) => logTerms)).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
    expect(leader.state.commitIndex).toBe(2);
  });

  test('a follower that refused gets one message at a time until one fits', () => {
    const leader = new Server({ log: [1, 1, 1] }).elect();
    leader.receive(1, refusal({ term: 2, prevLogIndex: 3, conflictIndex: 2 }));
    leader.ctx.take();
    leader.request(put);
    expect(leader.sent().map(({ to }) => to)).toEqual([2]);
    leader.acknowledge(1, 4);
    expect(leader.sent()).toMatchObject([{ to: 1, message: { prevLogIndex: 4 } }]);
  });

  test('a follower that is far behind gets its entries in messages of bounded size', () => {
    const log = new Array<number>(10).fill(1);
    const cluster = new Cluster({ log, params: { maxEntriesPerMessage: 3 } }, {}, {});
    cluster.server(0).fire('electionTimeout');
    cluster.settle();
    expect(cluster.server(1).logTerms).toEqual([...log, 2]);
    expect(cluster.server(2).logTerms).toEqual([...log, 2]);
  });
});

describe('clients', () => {
  test('a follower names the leader that it knows, and a candidate nobody', () => {
    const server = new Server({ term: 1 });
    server.request(put);
    server.receive(2, appendEntries({ term: 1 }));
    server.request(put);
    server.fire('electionTimeout');
    server.request(put);
    expect(server.responses()).toEqual([
      { kind: 'notLeader', leader: -1 },
      { kind: 'notLeader', leader: 2 },
      { kind: 'notLeader', leader: -1 },
    ]);
  });

  test('a retry of what has taken effect is answered at once, and adds no entry', () => {
    const leader = new Server().elect();
    leader.request({ kind: 'cas', key: 0, expected: 'a', value: 'b' }, 4, 7);
    leader.acknowledge(1, 2);
    expect(leader.responses()).toEqual([{ kind: 'done', value: false }]);
    leader.request({ kind: 'cas', key: 0, expected: 'a', value: 'b' }, 4, 7);
    expect(leader.responses()).toEqual([{ kind: 'done', value: false }]);
    expect(leader.logTerms).toEqual([1, 1]);
  });

  test('a retry that is in the log twice takes effect once, and is answered both times', () => {
    const leader = new Server().elect();
    const append = { kind: 'append', key: 0, value: 'x' } as const;
    leader.request(append, 4, 0);
    leader.request(append, 4, 0);
    leader.acknowledge(1, 3);
    const applied = leader.ctx.take().flatMap((effect) => {
      return effect.kind === 'observe' && effect.observation.type === 'Applied'
        ? [effect.observation.tookEffect]
        : [];
    });
    expect(applied).toEqual([false, true, false]);
    expect(leader.state.machine?.values).toEqual(['x']);
  });

  test('a leader that is deposed leaves its clients without an answer: nobody knows yet', () => {
    const leader = new Server().elect();
    leader.request(put, 4, 0);
    leader.request(get, 4, 1);
    leader.ctx.take();
    leader.receive(1, appendEntries({ term: 2, prevLogIndex: 2, prevLogTerm: 1, leaderCommit: 2 }));
    const effects = leader.ctx.take();
    expect(effects.filter(({ kind }) => kind === 'respond')).toEqual([]);
    expect(leader.state.lastApplied).toBe(2);
  });
});

describe('reads', () => {
  test('a read waits until the leader has committed an entry of its own term', () => {
    const leader = new Server({ log: [1] }).elect();
    leader.request(get, 4, 0);
    expect(leader.responses()).toEqual([]);
    leader.acknowledge(1, 2);
    expect(leader.responses()).toEqual([]);
    const { round } = leader.state.leading ?? { round: 0 };
    leader.receive(2, success(2, 2, round));
    expect(leader.responses()).toMatchObject([{ kind: 'done' }]);
  });

  test('a read waits for a round of heartbeats that was sent after it was asked for', () => {
    const leader = new Server({ nodes: 5 }).elect();
    leader.acknowledge(1, 1);
    leader.acknowledge(2, 1);
    leader.ctx.take();
    leader.request(get, 4, 0);
    const sent = ofType(leader.sent(), 'AppendEntries');
    expect(sent.map(({ message }) => message.round)).toEqual([2, 2, 2, 2]);
    leader.receive(3, success(1, 1, 1));
    leader.receive(4, success(1, 1, 1));
    leader.receive(1, success(1, 1, 2));
    expect(leader.responses()).toEqual([]);
    leader.receive(1, success(1, 1, 2));
    expect(leader.responses()).toEqual([]);
    leader.receive(3, success(1, 1, 2));
    expect(leader.responses()).toEqual([{ kind: 'done', value: null }]);
  });

  test('a refusal of entries confirms the leader as well: it comes from its own term', () => {
    const leader = new Server().elect();
    leader.acknowledge(1, 1);
    leader.request(get, 4, 0);
    leader.ctx.take();
    leader.receive(2, refusal({ term: 1, round: 2, prevLogIndex: 1, conflictIndex: 1 }));
    expect(leader.responses()).toEqual([{ kind: 'done', value: null }]);
  });

  test('a read adds nothing to the log', () => {
    const leader = new Server().elect();
    leader.acknowledge(1, 1);
    leader.request(get, 4, 0);
    expect(leader.logTerms).toEqual([1]);
  });
});
