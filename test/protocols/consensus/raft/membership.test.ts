import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { votersAfter } from '../../../../src/protocols/consensus/raft/changes.ts';
import { membersWorkload } from '../../../../src/protocols/consensus/raft/members-workload.ts';
import {
  isQuorum,
  membershipAt,
  reachedByQuorum,
} from '../../../../src/protocols/consensus/raft/membership.ts';
import { raftRules } from '../../../../src/protocols/consensus/raft/rules.ts';
import type {
  Configuration,
  Entry,
  RaftParams,
} from '../../../../src/protocols/consensus/raft/types.ts';
import { appendEntries, Cluster, entries, ofType, put, Server, success } from './server.ts';

function configuration(
  voters: readonly number[],
  outgoing: readonly number[] = [],
  learners: readonly number[] = [],
): Configuration {
  return { kind: 'configuration', voters, outgoing, learners };
}

function configurationEntry(term: number, operation: Configuration): Entry {
  return { term, client: -1, sequence: 0, doneBelow: 0, operation };
}

function change(add: readonly number[], remove: readonly number[] = []) {
  return { kind: 'members', add, remove } as const;
}

/** So many servers, the first of which leads those that are members to begin with. */
function clusterOf(nodes: number, initialMembers: number, params: Partial<RaftParams> = {}) {
  const options = { params: { initialMembers, ...params } };
  const cluster = new Cluster(...new Array(nodes).fill(options));
  cluster.server(0).fire('electionTimeout');
  cluster.settle();
  cluster.server(0).fire('heartbeat');
  cluster.settle();
  return cluster;
}

const inForce = (server: Server): Configuration => server.state.membership.configuration;

describe('Raft §6', () => {
  test('Once a given server adds the new configuration entry to its log, it uses that configuration for all future decisions', () => {
    const server = new Server({ nodes: 5, term: 1, params: { initialMembers: 3 } });
    expect(inForce(server)).toEqual(configuration([0, 1, 2]));
    const joint = configuration([2, 3, 4], [0, 1, 2]);
    server.receive(1, appendEntries({ term: 1, entries: [configurationEntry(1, joint)] }));
    expect(server.state.commitIndex).toBe(0);
    expect(inForce(server)).toEqual(joint);
  });

  test('where the entry is deleted, the configuration before is in force again', () => {
    const server = new Server({ nodes: 5, term: 1, params: { initialMembers: 3 } });
    const joint = configuration([2, 3, 4], [0, 1, 2]);
    server.receive(1, appendEntries({ term: 1, entries: [configurationEntry(1, joint)] }));
    server.receive(2, appendEntries({ term: 2, entries: entries(1, 2) }));
    expect(inForce(server)).toEqual(configuration([0, 1, 2]));
  });

  test('a server that restarts finds its configuration in its log', () => {
    const server = new Server({ nodes: 5, term: 1, params: { initialMembers: 3 } });
    const joint = configuration([2, 3, 4], [0, 1, 2]);
    server.receive(1, appendEntries({ term: 1, entries: [configurationEntry(1, joint)] }));
    server.restart();
    expect(inForce(server)).toEqual(joint);
  });

  test('Agreement requires separate majorities from both the old and new configurations', () => {
    const joint = configuration([2, 3, 4], [0, 1, 2]);
    const log = [configurationEntry(1, joint)];
    const candidate = new Server({ nodes: 5, params: { preVote: false, initialMembers: 3 } });
    candidate.receive(1, appendEntries({ term: 1, entries: log }));
    candidate.ctx.take();
    candidate.fire('electionTimeout');
    expect(ofType(candidate.sent(), 'RequestVote').map(({ to }) => to)).toEqual([1, 2, 3, 4]);
    const grant = (voter: number): void =>
      candidate.receive(voter, { type: 'RequestVoteReply', term: 2, voteGranted: true });
    // A majority of the old ones, and one of the new.
    for (const voter of [0, 1, 2]) grant(voter);
    expect(candidate.state.role).toBe('candidate');
    grant(4);
    expect(candidate.state.role).toBe('leader');
  });

  test('New servers join the cluster as non-voting members first; then come both configurations, then the new one', () => {
    const cluster = clusterOf(5, 3);
    const leader = cluster.server(0);
    leader.request(change([3, 4], [0, 1]), 7, 0);
    expect(inForce(leader)).toEqual(configuration([0, 1, 2], [], [3, 4]));
    const { log } = leader.state.persistent;
    cluster.settle();
    const steps = log.slice(0).flatMap(({ operation }) => {
      return operation?.kind === 'configuration' ? [operation] : [];
    });
    expect(steps).toEqual([
      configuration([0, 1, 2], [], [3, 4]),
      configuration([2, 3, 4], [0, 1, 2]),
      configuration([2, 3, 4]),
    ]);
  });

  test('The leader steps down once it has committed the C_new entry that it is not part of', () => {
    const cluster = clusterOf(3, 3);
    const leader = cluster.server(0);
    leader.request(change([], [0]), 7, 0);
    leader.ctx.take();
    leader.acknowledge(1, 2);
    leader.acknowledge(2, 2);
    // The joint configuration is committed, and the new one proposed.
    expect(inForce(leader)).toEqual(configuration([1, 2]));
    leader.ctx.take();
    // "There will be a period of time when the leader is managing a cluster that does not include itself."
    leader.acknowledge(1, 3);
    expect(leader.state.role).toBe('leader');
    leader.acknowledge(2, 3);
    const effects = leader.ctx.take();
    expect(leader.state.role).toBe('follower');
    expect(effects).toContainEqual({
      kind: 'observe',
      observation: { type: 'SteppedDown', term: 1, reason: 'removed' },
    });
    expect(effects).toContainEqual({
      kind: 'respond',
      client: 7,
      sequence: 0,
      response: { kind: 'done', value: null },
    });
  });

  test('a new leader that finds two configurations joint completes the change, and answers who asked', () => {
    const joint = { ...configurationEntry(1, configuration([0, 1], [0, 1, 2])), client: 7 };
    const leader = new Server({ term: 1 });
    leader.receive(1, appendEntries({ term: 1, entries: [joint] }));
    leader.elect();
    leader.acknowledge(1, 2);
    expect(inForce(leader)).toEqual(configuration([0, 1]));
    leader.ctx.take();
    leader.acknowledge(1, 3);
    expect(leader.responses()).toEqual([{ kind: 'done', value: null }]);
  });
});

describe('Ongaro §4', () => {
  test('the members change one at a time where that is asked for: first those that come', () => {
    const cluster = clusterOf(5, 3, { membershipChanges: 'single' });
    const leader = cluster.server(0);
    leader.request(change([3, 4], [1]), 7, 0);
    cluster.settle();
    const steps = leader.state.persistent.log.slice(0).flatMap(({ operation }) => {
      return operation?.kind === 'configuration' ? [operation] : [];
    });
    expect(steps).toEqual([
      configuration([0, 1, 2], [], [3, 4]),
      configuration([0, 1, 2, 3], [], [4]),
      configuration([0, 1, 2, 3, 4]),
      configuration([0, 2, 3, 4]),
    ]);
  });

  test('a leader does not change the members before it has committed an entry of its own term', () => {
    const leader = new Server({ log: [1] }).elect();
    leader.request(change([], [2]), 7, 0);
    expect(leader.responses()).toEqual([{ kind: 'busy' }]);
    leader.acknowledge(1, 2);
    leader.request(change([], [2]), 7, 0);
    expect(inForce(leader)).toEqual(configuration([0, 1], [0, 1, 2]));
  });

  test('a leader takes one change after another', () => {
    const leader = new Server({ nodes: 5 }).elect();
    leader.acknowledge(1, 1);
    leader.acknowledge(2, 1);
    leader.ctx.take();
    leader.request(change([], [4]), 7, 0);
    leader.request(change([], [3]), 7, 1);
    expect(leader.responses()).toEqual([{ kind: 'busy' }]);
  });

  test('a retry of a change that has been made is answered, and changes nothing', () => {
    const cluster = clusterOf(3, 3);
    const leader = cluster.server(0);
    leader.request(change([], [2]), 7, 0);
    cluster.settle();
    const { length } = leader.state.persistent.log;
    leader.request(change([], [2]), 7, 0);
    expect(leader.responses()).toEqual([{ kind: 'done', value: null }]);
    expect(leader.state.persistent.log.length).toBe(length);
  });

  test('what is so already is made so once more, and answered', () => {
    const cluster = clusterOf(3, 3);
    const leader = cluster.server(0);
    leader.request(change([1], []), 7, 0);
    const isAnswered = (): boolean =>
      leader.ctx.take().some((effect) => effect.kind === 'respond' && effect.client === 7);
    const sent = leader.sent();
    for (const { to, message } of sent) cluster.server(to).receive(0, message);
    leader.acknowledge(1, 2);
    expect(isAnswered()).toBe(true);
    expect(inForce(leader)).toEqual(configuration([0, 1, 2]));
  });

  test('a new server that does not catch up holds up the change for a while, and then no longer', () => {
    const cluster = clusterOf(4, 3);
    const leader = cluster.server(0);
    leader.request(change([3]), 7, 0);
    cluster.settle((node) => node !== 3);
    expect(inForce(leader)).toEqual(configuration([0, 1, 2], [], [3]));
    leader.request(change([], [2]), 7, 1);
    expect(leader.responses()).toEqual([{ kind: 'busy' }]);
    leader.fire('catchUpTimeout');
    expect(leader.observed()).toEqual([{ type: 'ChangeAbandoned', term: 1 }]);
    leader.request(change([], [2]), 7, 1);
    expect(inForce(leader)).toEqual(configuration([0, 1], [0, 1, 2]));
  });

  test('A server that is not part of its own latest configuration should still start new elections, as it might still be needed until the C_new entry is committed', () => {
    const removed = new Server({ term: 1 });
    const removal = configurationEntry(1, configuration([1, 2]));
    removed.receive(1, appendEntries({ term: 1, entries: [removal] }));
    removed.fire('electionTimeout');
    expect(removed.state.role).toBe('preCandidate');
    removed.receive(
      1,
      appendEntries({ term: 1, prevLogIndex: 1, prevLogTerm: 1, leaderCommit: 1 }),
    );
    removed.fire('electionTimeout');
    expect(removed.state.role).toBe('follower');
  });

  test('neither a spare server nor a learner stands for election', () => {
    const spare = new Server({ nodes: 4, self: 3, params: { initialMembers: 3 } });
    spare.fire('electionTimeout');
    expect(spare.state.role).toBe('follower');
    const learner = configurationEntry(1, configuration([0, 1, 2], [], [3]));
    spare.receive(1, appendEntries({ term: 1, entries: [learner] }));
    spare.fire('electionTimeout');
    expect(spare.state.role).toBe('follower');
    expect(spare.ctx.isRunning('electionTimeout')).toBe(true);
  });

  test('the leadership is not handed to a server that has no vote', () => {
    const leader = new Server({ nodes: 4, params: { initialMembers: 3 } }).elect();
    leader.request({ kind: 'transfer', to: 3 }, 7, 0);
    expect(leader.responses()).toEqual([{ kind: 'busy' }]);
  });

  test('a server that comes anew takes over the configuration with the snapshot', () => {
    const cluster = clusterOf(4, 3, { snapshotEvery: 2 });
    const leader = cluster.server(0);
    leader.request(change([], [2]), 7, 0);
    cluster.settle();
    for (let sequence = 0; sequence < 3; sequence++) {
      leader.request(put, 4, sequence);
      cluster.settle();
    }
    leader.request(change([3]), 7, 1);
    cluster.settle();
    const latest = cluster.server(3).state;
    expect(latest.membership.configuration).toEqual(configuration([0, 1, 3]));
    expect(latest.snapshotIndex).toBeGreaterThan(0);
    cluster.server(3).restart();
    expect(inForce(cluster.server(3)).voters).toEqual([0, 1, 3]);
  });
});

describe('a server that was removed and is a member again', () => {
  /** A leader that has removed n2 and taken it in again, as a learner, all in one term. */
  function afterReturn(): Server {
    const leader = new Server().elect();
    leader.acknowledge(1, 1);
    leader.acknowledge(2, 1);
    leader.request(change([], [2]), 7, 0);
    leader.acknowledge(1, 2);
    leader.acknowledge(1, 3);
    leader.request(change([2]), 7, 1);
    leader.ctx.take();
    expect(inForce(leader)).toEqual(configuration([0, 1], [], [2]));
    return leader;
  }

  test('begins with nothing, whatever it replied before', () => {
    const leader = afterReturn();
    const before = leader.state.leading?.sessionRound[2] ?? 0;
    expect(leader.state.leading?.matchIndex[2]).toBe(0);
    leader.receive(2, success(1, 3, before - 1));
    expect(leader.state.leading?.matchIndex[2]).toBe(0);
    leader.receive(2, success(1, 4, before));
    expect(leader.state.leading?.matchIndex[2]).toBe(4);
  });

  test('is not listened to while it is no member', () => {
    const leader = new Server().elect();
    leader.acknowledge(1, 1);
    leader.request(change([], [2]), 7, 0);
    leader.acknowledge(1, 2);
    leader.acknowledge(1, 3);
    leader.ctx.take();
    leader.acknowledge(2, 1);
    expect(leader.sent()).toEqual([]);
  });
});

describe('quorums', () => {
  const nodes = [0, 1, 2, 3, 4, 5, 6];
  const someNodes = fc.subarray(nodes, { minLength: 1 });

  test('agree with their definition, joint or not', () => {
    const anyConfiguration = fc.record({ voters: someNodes, outgoing: fc.subarray(nodes) });
    fc.assert(
      fc.property(
        anyConfiguration,
        fc.array(fc.nat(9), { minLength: 7, maxLength: 7 }),
        (lists, values) => {
          const membership = membershipAt(1, configuration(lists.voters, lists.outgoing));
          const isMajority = (marked: (node: number) => boolean, all: readonly number[]): boolean =>
            all.length === 0 || 2 * all.filter(marked).length > all.length;
          const decide = (marked: (node: number) => boolean): boolean =>
            isMajority(marked, lists.voters) && isMajority(marked, lists.outgoing);
          const marks = values.map((value) => value > 4);
          expect(isQuorum(marks, membership, raftRules)).toBe(
            decide((node) => marks[node] === true),
          );
          const reached = reachedByQuorum(values, membership, raftRules);
          const best = Math.max(
            0,
            ...values.filter((least) => decide((node) => (values[node] ?? 0) >= least)),
          );
          expect(reached).toBe(best);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  test('nobody is left without voters, and unknown servers are left out', () => {
    fc.assert(
      fc.property(
        someNodes,
        fc.subarray([...nodes, 99]),
        fc.subarray(nodes),
        (voters, add, remove) => {
          const after = votersAfter(voters, change(add, remove), nodes);
          expect(after.length).toBeGreaterThan(0);
          expect(after.every((node) => nodes.includes(node))).toBe(true);
          expect([...after]).toEqual([...after].sort((a, b) => a - b));
        },
      ),
    );
  });
});

describe('the workload of administrators', () => {
  test('makes each k-th operation a change, in the order that is given, and then none', () => {
    const params = membersWorkload.params.parse({
      every: 2,
      changes: [{ add: [3] }, { transfer: 1 }],
    }) as never;
    const rng = createRng('members', 'c0');
    const operations = Array.from({ length: 6 }, (_, sequence) =>
      membersWorkload.operation(0, sequence, rng, params),
    );
    expect(operations[1]).toEqual(change([3]));
    expect(operations[3]).toEqual({ kind: 'transfer', to: 1 });
    const kinds = new Set([0, 2, 4, 5].map((at) => operations[at]?.kind));
    expect(kinds.has('members') || kinds.has('transfer')).toBe(false);
  });

  test('draws changes for administrators alone', () => {
    const params = membersWorkload.params.parse({ every: 1, administrators: 2 }) as never;
    const rng = createRng('members', 'c0');
    for (let sequence = 0; sequence < 50; sequence++) {
      for (const client of [0, 1]) {
        const { kind } = membersWorkload.operation(client, sequence, rng, params);
        expect(['members', 'transfer']).toContain(kind);
      }
      expect(['members', 'transfer']).not.toContain(
        membersWorkload.operation(2, sequence, rng, params).kind,
      );
    }
  });
});
