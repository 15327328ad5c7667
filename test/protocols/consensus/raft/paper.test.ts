import { describe, expect, test } from 'vitest';
import type { RaftRole } from '../../../../src/protocols/consensus/raft/types.ts';
import {
  appendEntries,
  Cluster,
  DEFAULT_PARAMS,
  entries,
  granted,
  ofType,
  put,
  requestVote,
  Server,
  type ServerOptions,
  success,
} from './server.ts';

/**
 * One test a rule of the paper, with the paper's sentence as title: the ideas and the order are those of the tests
 * that etcd's Raft keeps for the same purpose.
 */

// Where a test is about the paper's plain election, nobody asks beforehand.
const PLAIN: ServerOptions = { params: { preVote: false, checkQuorum: false } };

function serverAs(role: RaftRole, options: ServerOptions = PLAIN): Server {
  const server = new Server({ ...PLAIN, ...options });
  if (role === 'leader') return server.elect();
  if (role !== 'follower') server.fire('electionTimeout');
  server.ctx.take();
  expect(server.state.role).toBe(role);
  return server;
}

describe('§5.1', () => {
  const sentence =
    "if one server's current term is smaller than the other's, then it updates its current term to the larger value. " +
    'If a candidate or leader discovers that its term is out of date, it immediately reverts to follower state';

  test.each<RaftRole>(['follower', 'candidate', 'leader'])(`${sentence} (a %s)`, (role) => {
    const server = serverAs(role);
    server.receive(1, appendEntries({ term: 7 }));
    expect(server.term).toBe(7);
    expect(server.state.role).toBe('follower');
  });

  test('If a server receives a request with a stale term number, it rejects the request', () => {
    const server = new Server({ term: 3, log: [1] });
    server.receive(
      1,
      appendEntries({ term: 2, prevLogIndex: 1, prevLogTerm: 1, entries: entries(2, 2) }),
    );
    expect(server.sent()).toMatchObject([{ to: 1, message: { term: 3, success: false } }]);
    expect(server.logTerms).toEqual([1]);
    server.receive(1, requestVote(2, 9, 2));
    expect(server.sent()).toMatchObject([{ to: 1, message: { term: 3, voteGranted: false } }]);
  });
});

describe('§5.2', () => {
  test('When servers start up, they begin as followers', () => {
    expect(new Server().state.role).toBe('follower');
    expect(new Server({ term: 5, log: [5] }).state.role).toBe('follower');
  });

  test('Leaders send periodic heartbeats (AppendEntries RPCs that carry no log entries) to all followers in order to maintain their authority', () => {
    const leader = serverAs('leader');
    for (let beat = 0; beat < 3; beat++) {
      leader.fire('heartbeat');
      expect(leader.sent()).toMatchObject([
        { to: 1, message: { type: 'AppendEntries', term: 1, entries: [] } },
        { to: 2, message: { type: 'AppendEntries', term: 1, entries: [] } },
      ]);
      leader.acknowledge(1, 1);
    }
  });

  test.each<RaftRole>(['follower', 'candidate'])(
    'If a follower receives no communication over a period of time called the election timeout, it begins an election to choose a new leader: it increments its current term, transitions to candidate state, votes for itself and issues RequestVote RPCs in parallel to each of the other servers (a %s)',
    (role) => {
      const server = serverAs(role);
      const { term } = server;
      server.fire('electionTimeout');
      expect(server.term).toBe(term + 1);
      expect(server.state.role).toBe('candidate');
      expect(server.state.persistent.votedFor.value).toBe(0);
      const ask = requestVote(term + 1, 0, 0);
      expect(ofType(server.sent(), 'RequestVote')).toEqual([
        { from: 0, to: 1, message: ask },
        { from: 0, to: 2, message: ask },
      ]);
    },
  );

  test.each([
    // Servers, those that vote for the candidate besides itself, and what becomes of it.
    [1, [], 'leader'],
    [3, [1, 2], 'leader'],
    [3, [1], 'leader'],
    [5, [1, 2, 3, 4], 'leader'],
    [5, [1, 2, 3], 'leader'],
    [5, [1, 2], 'leader'],
    [3, [], 'candidate'],
    [5, [1], 'candidate'],
    [5, [], 'candidate'],
  ] as const)(
    'A candidate wins an election if it receives votes from a majority of the servers in the full cluster for the same term (%i servers, votes of %j)',
    (nodes, voters, role) => {
      const server = new Server({ ...PLAIN, nodes });
      server.fire('electionTimeout');
      // Its own vote comes back when its disk has it.
      for (const { to, message } of server.sent()) if (to === 0) server.receive(0, message);
      for (const voter of voters) {
        server.receive(voter, { type: 'RequestVoteReply', term: 1, voteGranted: true });
      }
      expect(server.state.role).toBe(role);
      expect(server.term).toBe(1);
    },
  );

  test.each([
    [-1, 1, true],
    [-1, 2, true],
    [1, 1, true],
    [2, 2, true],
    [1, 2, false],
    [2, 1, false],
  ])(
    'Each server will vote for at most one candidate in a given term, on a first-come-first-served basis (voted for %i, asked by %i)',
    (votedFor, candidate, voteGranted) => {
      const server = new Server({ ...PLAIN, term: 1, votedFor });
      server.receive(candidate, requestVote(1, 0, 0));
      expect(server.sent()).toMatchObject([{ to: candidate, message: { term: 1, voteGranted } }]);
    },
  );

  test.each([1, 2])(
    "While waiting for votes, a candidate may receive an AppendEntries RPC from another server claiming to be leader. If the leader's term is at least as large as the candidate's current term, then the candidate recognizes the leader as legitimate and returns to follower state (term %i)",
    (term) => {
      const server = serverAs('candidate');
      server.receive(2, appendEntries({ term }));
      expect(server.state).toMatchObject({ role: 'follower', leader: 2 });
      expect(server.term).toBe(term);
    },
  );

  test.each<RaftRole>(['follower', 'candidate'])(
    'election timeouts are chosen randomly from a fixed interval (a %s)',
    (role) => {
      const { minUs, maxUs } = DEFAULT_PARAMS.electionTimeout;
      const drawn = new Set<number>();
      const server = serverAs(role);
      for (let round = 0; round < 200; round++) {
        server.fire('electionTimeout');
        const timers = server.ctx.takeOnly('setTimer');
        const delayUs = timers.find(({ timer }) => timer === 'electionTimeout')?.delayUs ?? -1;
        expect(delayUs).toBeGreaterThanOrEqual(minUs);
        expect(delayUs).toBeLessThanOrEqual(maxUs);
        drawn.add(delayUs);
      }
      expect(drawn.size).toBeGreaterThan(190);
    },
  );

  test.each<RaftRole>(['follower', 'candidate'])(
    'This spreads out the servers so that in most cases only a single server will time out (five times a %s)',
    (role) => {
      // The chance that the first two of five timeouts are within a round trip of 2ms is about 6 %.
      let conflicts = 0;
      for (let round = 0; round < 1_000; round++) {
        const dueAtUs = [0, 1, 2, 3, 4].map((self) => {
          const server = serverAs(role, { nodes: 5, self, seed: `conflict ${round}` });
          return server.ctx.timers[0]?.dueAtUs ?? 0;
        });
        dueAtUs.sort((a, b) => a - b);
        if ((dueAtUs[1] ?? 0) - (dueAtUs[0] ?? 0) < 2_000) conflicts++;
      }
      expect(conflicts).toBeLessThan(100);
      expect(conflicts).toBeGreaterThan(20);
    },
  );
});

describe('§5.3', () => {
  test('The leader appends the command to its log as a new entry, then issues AppendEntries RPCs in parallel to each of the other servers to replicate the entry. When sending an AppendEntries RPC, the leader includes the index and term of the entry in its log that immediately precedes the new entries', () => {
    const leader = serverAs('leader');
    leader.acknowledge(1, 1);
    leader.ctx.take();
    leader.request(put, 4, 0);
    expect(leader.logTerms).toEqual([1, 1]);
    const message = {
      type: 'AppendEntries',
      term: 1,
      prevLogIndex: 1,
      prevLogTerm: 1,
      entries: [{ term: 1, client: 4, sequence: 0, operation: put }],
      leaderCommit: 1,
    };
    expect(leader.sent()).toMatchObject([
      { to: 1, message },
      { to: 2, message },
    ]);
  });

  test('When the entry has been safely replicated, the leader applies the entry to its state machine and returns the result of that execution to the client', () => {
    const leader = serverAs('leader');
    leader.request(put, 4, 0);
    expect(leader.state.commitIndex).toBe(0);
    expect(leader.responses()).toEqual([]);
    leader.acknowledge(1, 2);
    expect(leader.state).toMatchObject({ commitIndex: 2, lastApplied: 2 });
    expect(leader.responses()).toEqual([{ kind: 'done', value: null }]);
  });

  test.each([
    // Servers, those that acknowledge, and whether that commits.
    [1, [], true],
    [3, [], false],
    [3, [1], true],
    [3, [1, 2], true],
    [5, [], false],
    [5, [1], false],
    [5, [1, 2], true],
    [5, [1, 2, 3], true],
    [5, [1, 2, 3, 4], true],
  ] as const)(
    'A log entry is committed once the leader that created the entry has replicated it on a majority of the servers (%i servers, acknowledged by %j)',
    (nodes, followers, isCommitted) => {
      const leader = serverAs('leader', { nodes });
      for (const follower of followers) leader.acknowledge(follower, 1);
      expect(leader.state.commitIndex).toBe(isCommitted ? 1 : 0);
    },
  );

  test.each([[[]], [[2]], [[1, 2]], [[1]]])(
    "This also commits all preceding entries in the leader's log, including entries created by previous leaders (log %j)",
    (log) => {
      const leader = serverAs('leader', { term: 2, log });
      leader.request(put, 4, 0);
      leader.acknowledge(1, log.length + 2);
      expect(leader.state).toMatchObject({
        commitIndex: log.length + 2,
        lastApplied: log.length + 2,
      });
      const applied = leader.observed().filter(({ type }) => type === 'Applied');
      expect(applied).toMatchObject([...log, 3, 3].map((term, at) => ({ index: at + 1, term })));
    },
  );

  test.each([
    [1, [1]],
    [2, [1, 1]],
    [1, [1, 1]],
  ])(
    'Once a follower learns that a log entry is committed, it applies the entry to its local state machine (in log order) (%i of %j)',
    (leaderCommit, terms) => {
      const server = new Server({ term: 1 });
      server.receive(1, appendEntries({ term: 1, entries: entries(1, ...terms), leaderCommit }));
      expect(server.state).toMatchObject({ commitIndex: leaderCommit, lastApplied: leaderCommit });
      const applied = server.observed().filter(({ type }) => type === 'Applied');
      expect(applied).toMatchObject([1, 2].slice(0, leaderCommit).map((index) => ({ index })));
    },
  );

  test.each([
    // What comes before, and: does it match, with which conflict?
    [0, 0, true, undefined],
    [1, 1, true, undefined],
    [2, 2, true, undefined],
    [1, 2, false, { conflictTerm: 1, conflictIndex: 1 }],
    [2, 1, false, { conflictTerm: 2, conflictIndex: 2 }],
    [3, 3, false, { conflictTerm: 0, conflictIndex: 3 }],
  ])(
    'If the follower does not find an entry in its log with the same index and term, then it refuses the new entries (index %i, term %i)',
    (prevLogIndex, prevLogTerm, isFit, conflict) => {
      const server = new Server({ term: 2, log: [1, 2] });
      server.receive(1, appendEntries({ term: 2, prevLogIndex, prevLogTerm }));
      const matchIndex = isFit ? prevLogIndex : 0;
      expect(server.sent()).toMatchObject([
        { to: 1, message: { term: 2, success: isFit, matchIndex, ...conflict } },
      ]);
    },
  );

  test.each([
    [2, 2, [3], [1, 2, 3]],
    [1, 1, [3, 4], [1, 3, 4]],
    [0, 0, [1], [1, 2]],
    [0, 0, [3], [3]],
  ])(
    'If an existing entry conflicts with a new one (same index but different terms), delete the existing entry and all that follow it. Append any new entries not already in the log (after %i of term %i: %j)',
    (prevLogIndex, prevLogTerm, terms, expected) => {
      const server = new Server({ term: 2, log: [1, 2] });
      const added = entries(prevLogIndex + 1, ...terms);
      server.receive(1, appendEntries({ term: 4, prevLogIndex, prevLogTerm, entries: added }));
      expect(server.logTerms).toEqual(expected);
    },
  );

  test.each([
    // The followers of Figure 7.
    ['a', [1, 1, 1, 4, 4, 5, 5, 6, 6]],
    ['b', [1, 1, 1, 4]],
    ['c', [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6]],
    ['d', [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7]],
    ['e', [1, 1, 1, 4, 4, 4, 4]],
    ['f', [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3]],
  ])(
    "The leader brings a follower's log into consistency with its own (Figure 7, follower %s)",
    (_, log) => {
      const leaderLog = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6];
      // The third server votes for the leader, since the follower may have the longer log.
      const cluster = new Cluster(
        { ...PLAIN, log: leaderLog, term: 7 },
        { ...PLAIN, log, term: 7 },
        { ...PLAIN, term: 7 },
      );
      cluster.server(0).fire('electionTimeout');
      cluster.settle();
      cluster.server(0).fire('heartbeat');
      cluster.settle();
      expect(cluster.server(0).state).toMatchObject({ role: 'leader', commitIndex: 11 });
      for (const server of cluster.servers) {
        expect(server.logTerms).toEqual([...leaderLog, 8]);
        expect(server.state.commitIndex).toBe(11);
      }
    },
  );
});

describe('§5.4', () => {
  test.each([
    [[1], 2],
    [[1, 2], 3],
  ])("The RequestVote RPC includes information about the candidate's log (log %j)", (log, term) => {
    const server = new Server({ ...PLAIN, log, term: term - 1 });
    server.fire('electionTimeout');
    const asks = ofType(server.sent(), 'RequestVote');
    expect(asks).toHaveLength(2);
    const [lastLogIndex, lastLogTerm] = [log.length, log.at(-1)];
    for (const { message } of asks)
      expect(message).toMatchObject({ term, lastLogIndex, lastLogTerm });
  });

  test.each([
    // The voter's log, the end of the candidate's, and the vote.
    [[1], 1, 1, true],
    [[1], 2, 1, true],
    [[1, 1], 1, 1, false],
    [[1], 1, 2, true],
    [[1], 2, 2, true],
    [[1, 1], 1, 2, true],
    [[2], 1, 1, false],
    [[2], 2, 1, false],
    [[2, 1], 1, 1, false],
  ])(
    'the voter denies its vote if its own log is more up-to-date than that of the candidate (log %j against index %i of term %i)',
    (log, lastLogIndex, lastLogTerm, voteGranted) => {
      const server = new Server({ ...PLAIN, log, term: 2 });
      server.receive(1, requestVote(3, lastLogIndex, lastLogTerm));
      expect(server.sent()).toMatchObject([{ to: 1, message: { term: 3, voteGranted } }]);
    },
  );

  test.each([
    [1, 0],
    [2, 0],
    [3, 3],
  ])(
    "Only log entries from the leader's current term are committed by counting replicas (acknowledged up to %i)",
    (matchIndex, commitIndex) => {
      const leader = serverAs('leader', { term: 2, log: [1, 2] });
      leader.acknowledge(1, matchIndex);
      expect(leader.state.commitIndex).toBe(commitIndex);
    },
  );
});

describe('Ongaro §9.6', () => {
  test('a candidate only increments its term if it first learns from a majority that they would be willing to grant it their votes', () => {
    const server = new Server();
    server.fire('electionTimeout');
    expect(server.state.role).toBe('preCandidate');
    expect(server.term).toBe(0);
    server.receive(1, { type: 'PreVoteReply', term: 0, nextTerm: 1, voteGranted: false });
    expect(server.state.role).toBe('preCandidate');
    server.receive(2, granted('PreVoteReply', 0));
    expect(server.state.role).toBe('candidate');
    expect(server.term).toBe(1);
  });

  test('a server that was cut off does not disturb the leader when it comes back', () => {
    const cluster = new Cluster({}, {}, {});
    cluster.server(0).fire('electionTimeout');
    cluster.settle();
    for (let timeout = 0; timeout < 5; timeout++) {
      cluster.server(2).fire('electionTimeout');
      cluster.settle((node) => node !== 2);
    }
    cluster.server(0).fire('heartbeat');
    cluster.settle();
    expect(cluster.servers.map(({ term }) => term)).toEqual([1, 1, 1]);
    expect(cluster.server(0).state.role).toBe('leader');
    expect(cluster.server(2).state).toMatchObject({ role: 'follower', leader: 0 });
  });
});

describe('Ongaro §4.2.3', () => {
  test('If a server receives a RequestVote request within the minimum election timeout of hearing from a current leader, it does not update its term or grant its vote', () => {
    const server = new Server({ term: 1 });
    server.receive(1, appendEntries({ term: 1 }));
    server.ctx.take();
    server.ctx.advance(DEFAULT_PARAMS.electionTimeout.minUs - 1);
    server.receive(2, requestVote(2, 9, 1));
    expect(server.sent()).toMatchObject([{ to: 2, message: { term: 1, voteGranted: false } }]);
    server.ctx.advance(1);
    server.receive(2, requestVote(2, 9, 1));
    expect(server.sent()).toMatchObject([{ to: 2, message: { term: 2, voteGranted: true } }]);
  });
});

describe('Ongaro §6.2', () => {
  test('a leader steps down if an election timeout elapses without a successful round of heartbeats to a majority of its cluster', () => {
    const leader = new Server({ nodes: 5 }).elect();
    leader.fire('quorumCheck');
    expect(leader.state.role).toBe('leader');
    leader.receive(1, success(1, 0));
    leader.receive(2, success(1, 0));
    leader.fire('quorumCheck');
    expect(leader.state.role).toBe('leader');
    leader.receive(3, success(1, 0));
    leader.receive(3, success(1, 0));
    leader.ctx.take();
    leader.fire('quorumCheck');
    expect(leader.state).toMatchObject({ role: 'follower', leader: -1 });
    expect(leader.observed()).toContainEqual({ type: 'SteppedDown', term: 1, reason: 'noQuorum' });
  });
});
