import { describe, expect, test } from 'vitest';
import { TrialRunner } from '../../../../src/experiment/trial.ts';
import type { RaftParams } from '../../../../src/protocols/consensus/raft/types.ts';
import { planOf } from '../../../configs.ts';
import {
  appendEntries,
  Cluster,
  DEFAULT_PARAMS,
  get,
  granted,
  ofType,
  put,
  requestVote,
  Server,
  success,
} from './server.ts';

const LEASE: Partial<RaftParams> = { reads: 'lease', clockDriftBound: 1.5 };
const { minUs } = DEFAULT_PARAMS.electionTimeout;
const LEASE_US = minUs / 1.5;

/** A leader of three whose first round of heartbeats has been answered, at the present instant. */
function leaseholder(): Server {
  const leader = new Server({ params: LEASE }).elect();
  leader.acknowledge(1, 1);
  leader.ctx.take();
  return leader;
}

describe('Ongaro §6.4.1: leases', () => {
  test('while it holds the lease, the leader answers reads without any message', () => {
    const leader = leaseholder();
    leader.ctx.advance(LEASE_US - 1);
    leader.request(get, 4, 0);
    expect(leader.ctx.take()).toMatchObject([
      { kind: 'observe', observation: { type: 'ReadServed', index: 1 } },
      { kind: 'respond', response: { kind: 'done', value: null } },
    ]);
  });

  test('the lease ends an election timeout after the round began, less what clocks may differ', () => {
    const leader = leaseholder();
    leader.ctx.advance(LEASE_US);
    leader.request(get, 4, 0);
    expect(ofType(leader.sent(), 'AppendEntries')).toHaveLength(2);
  });

  test('the lease counts from when the round was sent, not from when it was answered', () => {
    const leader = new Server({ params: LEASE }).elect();
    leader.ctx.advance(LEASE_US);
    leader.acknowledge(1, 1);
    leader.ctx.take();
    leader.request(get, 4, 0);
    expect(leader.responses()).toEqual([]);
  });

  test('an answer of a minority extends no lease', () => {
    const leader = new Server({ nodes: 5, params: LEASE }).elect();
    leader.acknowledge(1, 1);
    leader.acknowledge(2, 1);
    leader.fire('heartbeat');
    leader.ctx.advance(minUs);
    leader.receive(1, success(1, 1, 2));
    leader.ctx.take();
    leader.request(get, 4, 0);
    expect(leader.responses()).toEqual([]);
  });

  test('a leader whose clock was set back cannot tell, and asks', () => {
    const leader = leaseholder();
    leader.ctx.advance(-1);
    leader.request(get, 4, 0);
    expect(leader.responses()).toEqual([]);
  });

  test('a leader that has told another to stand trusts no lease in that term', () => {
    const leader = leaseholder();
    leader.request({ kind: 'transfer', to: 1 }, 9, 0);
    leader.fire('transferTimeout');
    leader.fire('heartbeat');
    leader.acknowledge(1, 1);
    leader.ctx.take();
    leader.request(get, 4, 0);
    expect(leader.responses()).toEqual([]);
  });

  test('a server that has restarted, or has met a higher term, is still bound to the leader that it heard', () => {
    const restarted = new Server({ params: LEASE, term: 1 });
    restarted.receive(1, appendEntries({ term: 1 }));
    restarted.restart();
    const deceived = new Server({ params: LEASE, term: 1 });
    deceived.receive(1, appendEntries({ term: 1 }));
    deceived.receive(2, granted('PreVoteReply', 5));
    for (const server of [restarted, deceived]) {
      server.ctx.take();
      server.ctx.advance(minUs - 1);
      server.receive(2, requestVote(9, 9, 9));
      expect(server.sent()).toMatchObject([{ message: { voteGranted: false } }]);
      server.ctx.advance(1);
      server.receive(2, requestVote(9, 9, 9));
      expect(server.sent()).toMatchObject([{ message: { voteGranted: true } }]);
    }
  });

  test('beyond the bound of the clocks a lease serves stale reads, and a round of heartbeats does not', () => {
    const staleReads = (reads: string): number => {
      const config = 'raft/mutants/lease-without-margin.yaml';
      const { mutant: _, ...plan } = planOf(config, {
        params: `{reads: ${reads}, clockDriftBound: 1, electionTimeout: 150ms..200ms, heartbeatInterval: 10ms}`,
      });
      const runner = new TrialRunner({ ...plan, mutant: undefined, rules: plan.protocol.rules });
      let count = 0;
      for (let trial = 0; trial < 100; trial++) {
        if (runner.run(trial).violation?.invariant === 'Fresh Reads') count++;
      }
      return count;
    };
    expect(staleReads('lease')).toBeGreaterThan(0);
    expect(staleReads('index')).toBe(0);
  });
});

describe('Ongaro §3.10: leadership transfer', () => {
  test('The prior leader sends a TimeoutNow request to the target server once its log is up to date', () => {
    const leader = new Server().elect();
    leader.request({ kind: 'transfer', to: 2 }, 9, 0);
    expect(ofType(leader.sent(), 'TimeoutNow')).toEqual([]);
    leader.acknowledge(2, 1);
    expect(ofType(leader.sent(), 'TimeoutNow')).toEqual([
      { from: 0, to: 2, message: { type: 'TimeoutNow', term: 1 } },
    ]);
    leader.acknowledge(2, 1);
    expect(ofType(leader.sent(), 'TimeoutNow')).toEqual([]);
  });

  test('The prior leader stops accepting new client requests', () => {
    const leader = new Server().elect();
    leader.request({ kind: 'transfer', to: 2 }, 9, 0);
    leader.request(put, 4, 0);
    leader.request(get, 4, 1);
    expect(leader.responses()).toEqual([{ kind: 'busy' }, { kind: 'busy' }]);
    expect(leader.logTerms).toEqual([1]);
  });

  test('If leadership transfer does not complete after about an election timeout, the prior leader aborts the transfer and resumes accepting client requests', () => {
    const leader = new Server().elect();
    leader.request({ kind: 'transfer', to: 2 }, 9, 0);
    expect(leader.ctx.timers.find(({ timer }) => timer === 'transferTimeout')?.dueAtUs).toBe(
      leader.ctx.nowUs + DEFAULT_PARAMS.electionTimeout.maxUs,
    );
    leader.fire('transferTimeout');
    leader.request(put, 4, 0);
    expect(leader.logTerms).toEqual([1, 1]);
  });

  test('the target stands at once, asks nobody beforehand, and gets the votes of those who hear the leader', () => {
    const cluster = new Cluster({}, {}, {});
    const [prior, , target] = cluster.servers;
    prior?.fire('electionTimeout');
    cluster.settle();
    prior?.request({ kind: 'transfer', to: 2 }, 9, 0);
    cluster.settle();
    expect(target?.state.role).toBe('leader');
    expect(cluster.servers.map(({ term }) => term)).toEqual([2, 2, 2]);
  });

  test('the leader answers the request when it is deposed', () => {
    const leader = new Server().elect();
    leader.acknowledge(2, 1);
    leader.request({ kind: 'transfer', to: 2 }, 9, 7);
    leader.ctx.take();
    leader.receive(2, { ...requestVote(2, 1, 1), isTransfer: true });
    expect(leader.state.role).toBe('follower');
    expect(leader.ctx.isRunning('transferTimeout')).toBe(false);
    const answers = leader.ctx.takeOnly('respond');
    expect(answers).toMatchObject([{ client: 9, sequence: 7, response: { kind: 'done' } }]);
  });

  test('a leader that is asked to hand over to itself has done so', () => {
    const leader = new Server().elect();
    leader.request({ kind: 'transfer', to: 0 }, 9, 0);
    expect(leader.responses()).toEqual([{ kind: 'done', value: null }]);
    expect(leader.state.leading?.transfer).toBeUndefined();
  });

  test('a TimeoutNow of an earlier term is late, and one to a leader odd', () => {
    const follower = new Server({ term: 3 });
    follower.receive(1, { type: 'TimeoutNow', term: 2 });
    expect(follower.state.role).toBe('follower');
    const leader = new Server().elect();
    leader.receive(1, { type: 'TimeoutNow', term: 1 });
    expect(leader.state.role).toBe('leader');
    expect(leader.term).toBe(1);
  });
});
