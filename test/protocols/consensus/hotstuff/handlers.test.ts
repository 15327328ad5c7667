import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../../src/protocols/consensus/hotstuff/block-tree.ts';
import type { Block, Proposal } from '../../../../src/protocols/consensus/hotstuff/messages.ts';
import { replica } from '../../../../src/protocols/consensus/hotstuff/replica.ts';
import {
  blockOn,
  certificate,
  GENESIS_QC,
  newView,
  proposalOf,
  request,
  type Server,
  server,
  voteOf,
} from './cluster.ts';

const first = blockOn(GENESIS_QC, 1, [request(0)]);
const second = blockOn(certificate('prepare', first), 5, [request(1)]);
const rival = blockOn(GENESIS_QC, 5, [request(2)]);

function votesOf(one: Server): string[] {
  return one
    .sent()
    .flatMap(({ message }) =>
      message.type === 'Vote' ? [`${message.phase} ${message.view} ${message.block}`] : [],
    );
}

/** A replica that is locked on the first block. */
function locked(): Server {
  const one = server(3);
  one.receive(proposalOf(first));
  one.receive({ type: 'PreCommit', justify: certificate('prepare', first) });
  one.receive({ type: 'Commit', justify: certificate('preCommit', first) });
  one.ctx.take();
  return one;
}

describe('a leader', () => {
  test('proposes when a quorum is in its view, on the highest certificate that it was told', () => {
    const one = server(1);
    one.receive(proposalOf(first));
    replica.onRequest?.(one.state, request(1), one.ctx);
    one.receive(newView(0, 5, certificate('prepare', first)));
    one.receive(newView(2, 5));
    expect(one.sent().some(({ message }) => message.type === 'Prepare')).toBe(false);
    one.receive(newView(3, 5));
    const proposals = one.sent().filter(({ to }) => to === 'all');
    expect(proposals).toHaveLength(1);
    const proposal = proposals[0]?.message as Proposal | undefined;
    expect(proposal?.block).toMatchObject({ view: 5, parent: digestOf(first) });
    expect(proposal?.block.requests).toHaveLength(1);
    expect(proposal?.wishes.map(({ wisher }) => wisher)).toEqual([0, 2, 3]);
  });

  test('does not count the second wish of one replica', () => {
    const one = server(1);
    replica.onRequest?.(one.state, request(1), one.ctx);
    for (const wisher of [0, 0, 2, 2]) one.receive(newView(wisher, 5));
    expect(one.sent().some(({ message }) => message.type === 'Prepare')).toBe(false);
  });

  test('proposes once in a view, also when it crashes in between', () => {
    const one = server(0);
    replica.onRequest?.(one.state, request(0), one.ctx);
    for (const wisher of [0, 1, 2]) one.receive(newView(wisher, 1));
    expect(one.sent().filter(({ message }) => message.type === 'Prepare')).toHaveLength(2);
    one.restart();
    replica.onRequest?.(one.state, request(1), one.ctx);
    for (const wisher of [0, 1, 2]) one.receive(newView(wisher, 1));
    expect(one.sent().filter(({ message }) => message.type === 'Prepare')).toEqual([]);
  });

  test('passes on a certificate of a quorum of voters, and counts none of them twice', () => {
    const one = server(0);
    one.receive(proposalOf(first));
    one.ctx.take();
    const vote = (voter: number) => voteOf(voter, 'prepare', 1, digestOf(first));
    for (const voter of [1, 1, 2]) one.receive(vote(voter));
    expect(one.sent()).toEqual([]);
    one.receive({ ...vote(3), voter: 0 });
    expect(one.sent()).toEqual([]);
    one.receive(vote(3));
    expect(one.sent().map(({ message }) => message.type)).toEqual(['PreCommit', 'PreCommit']);
  });
});

describe('a replica', () => {
  test('votes for a safe block, when its disk has the vote and the block', () => {
    const one = server(3);
    one.receive(proposalOf(first));
    const effects = one.ctx.take().map(({ kind }) => kind);
    expect(effects.indexOf('sync')).toBeGreaterThan(-1);
    expect(effects.indexOf('sync')).toBeLessThan(effects.indexOf('send'));
  });

  test('votes for one block in a view, also when it crashes in between', () => {
    const one = server(3);
    one.receive(proposalOf(first));
    expect(votesOf(one)).toEqual([`prepare 1 ${digestOf(first)}`]);
    const other = blockOn(GENESIS_QC, 1, [request(9)]);
    one.receive(proposalOf(other));
    one.restart();
    one.receive(proposalOf(other));
    expect(votesOf(one)).toEqual([]);
  });

  test('believes no proposal of another than the leader', () => {
    const one = server(3);
    const { proposer: _, ...proposal } = proposalOf(first);
    one.receive({ ...proposal, proposer: 2 });
    one.receive({ ...proposalOf(first), block: second });
    expect(votesOf(one)).toEqual([]);
  });

  test('believes no request that its client did not sign', () => {
    const one = server(3);
    const forged = { ...request(0), operation: { kind: 'put', key: 7, value: 'x' } } as const;
    one.receive(proposalOf(blockOn(GENESIS_QC, 1, [forged])));
    expect(votesOf(one)).toEqual([]);
  });

  test.each([
    ['of too few voters', certificate('prepare', first, [0, 1])],
    ['of one voter three times', certificate('prepare', first, [1, 1, 1])],
    ['of another phase', certificate('commit', first)],
    ['of another view', { ...certificate('prepare', first), view: 2 }],
    ['of nobody', { ...certificate('prepare', first), votes: [] }],
  ])('believes no certificate %s', (_, justify) => {
    const one = server(3);
    one.receive(proposalOf(first));
    votesOf(one);
    one.receive({ type: 'PreCommit', justify });
    one.receive(proposalOf(blockOn(justify, 5)));
    expect(votesOf(one)).toEqual([]);
  });

  test('refuses a block whose parent is not what its certificate is for', () => {
    const one = server(3);
    one.receive(proposalOf(first));
    votesOf(one);
    one.receive(proposalOf({ ...second, parent: GENESIS_QC.block }));
    expect(votesOf(one)).toEqual([]);
  });

  test('does not go to a later view for a leader that shows no proof', () => {
    const one = server(3);
    const { signature: _, ...proposal } = proposalOf(rival);
    one.receive({ ...proposalOf(rival), wishes: proposal.wishes.slice(1) });
    expect(one.state.persistent.view.value).toBe(1);
  });

  test('locks in the commit phase, and then refuses an older branch, also after a crash', () => {
    const one = locked();
    expect(one.state.persistent.lockedQC.value).toMatchObject({ view: 1, phase: 'preCommit' });
    one.receive(proposalOf(rival));
    expect(votesOf(one)).toEqual([]);
    one.restart();
    one.receive(proposalOf(rival));
    expect(votesOf(one)).toEqual([]);
  });

  test('leaves its lock for a branch with a certificate of a later view', () => {
    const one = locked();
    const later = certificate('prepare', rival);
    one.receive({ type: 'NewView', wish: newView(0, 9).wish, justify: later });
    one.receive({ type: 'Blocks', blocks: [rival] });
    const next = blockOn(later, 9);
    one.receive(proposalOf(next));
    expect(votesOf(one)).toEqual([`prepare 9 ${digestOf(next)}`]);
  });

  test('executes a decided block and its ancestors, and answers their clients', () => {
    const one = locked();
    one.receive(proposalOf(second));
    one.receive({ type: 'Decide', justify: certificate('commit', second) });
    const answers = one.ctx.takeOnly('respond').map(({ sequence }) => sequence);
    expect(answers).toEqual([0, 1]);
    expect(one.state.committed).toMatchObject({ height: 2, digest: digestOf(second) });
  });

  test('fetches a decided block that it has not, and executes it when it comes', () => {
    const one = server(3);
    one.receive({ type: 'Decide', justify: certificate('commit', second) }, 2);
    expect(one.sent()).toEqual([
      { to: 2, message: { type: 'Fetch', block: digestOf(second), committed: 'genesis' } },
    ]);
    one.receive({ type: 'Blocks', blocks: [first, second] }, 2);
    expect(one.state.committed.height).toBe(2);
  });

  test('asks another when no answer comes', () => {
    const one = server(3);
    one.receive({ type: 'Decide', justify: certificate('commit', second) }, 2);
    one.ctx.take();
    one.ctx.fire(replica, one.state, 'fetch');
    one.ctx.fire(replica, one.state, 'fetch');
    expect(one.sent().map(({ to }) => to)).toEqual([0, 1]);
  });

  test('gives what another lacks, the oldest first', () => {
    const one = locked();
    one.receive(proposalOf(second));
    one.ctx.take();
    one.receive({ type: 'Fetch', block: digestOf(second), committed: 'genesis' }, 1);
    expect(one.sent()).toEqual([{ to: 1, message: { type: 'Blocks', blocks: [first, second] } }]);
  });
});

describe('the pacemaker', () => {
  test('tells the next leader alone, until f + 1 views in a row have failed', () => {
    const one = server(3);
    one.ctx.fire(replica, one.state, 'viewTimeout');
    expect(one.sent()).toMatchObject([{ to: 1, message: { wish: { wishedView: 5 } } }]);
    one.ctx.fire(replica, one.state, 'viewTimeout');
    expect(one.sent().map(({ to }) => to)).toEqual(['all', 3]);
  });

  test('doubles the time of a view that follows a failure', () => {
    const one = server(3);
    one.ctx.fire(replica, one.state, 'viewTimeout');
    const running = one.ctx.timers.find(({ timer }) => timer === 'viewTimeout');
    expect((running?.dueAtUs ?? 0) - one.ctx.nowUs).toBe(400_000);
  });

  test('follows f + 1 wishes for later views, and not one', () => {
    const one = server(3);
    one.receive(newView(0, 21));
    expect(one.state.persistent.view.value).toBe(1);
    one.receive(newView(1, 13));
    expect(one.state.persistent.view.value).toBe(13);
  });
});

describe('chained', () => {
  const chain: Block[] = [];
  for (const view of [1, 2, 3, 4]) {
    const last = chain.at(-1);
    const justify = last === undefined ? GENESIS_QC : certificate('generic', last);
    chain.push(blockOn(justify, view, [request(view)]));
  }

  test('a block is locked with its grandchild, and committed with the next', () => {
    const one = server(3, 'chained');
    const heights: number[] = [];
    const locks: number[] = [];
    for (const block of chain) {
      one.receive(proposalOf(block, 'Generic'));
      heights.push(one.state.committed.height);
      locks.push(one.state.persistent.lockedQC.value.view);
    }
    expect(locks).toEqual([0, 0, 1, 2]);
    expect(heights).toEqual([0, 0, 0, 1]);
  });

  test('a gap between the views of a chain keeps it from being committed', () => {
    const one = server(3, 'chained');
    let justify = GENESIS_QC;
    for (const view of [1, 3, 4, 5]) {
      const block = blockOn(justify, view);
      one.receive(proposalOf(block, 'Generic'));
      justify = certificate('generic', block);
    }
    expect(one.state.committed.height).toBe(0);
  });

  test('the vote goes to the leader of the next view', () => {
    const one = server(3, 'chained');
    for (const block of chain) one.receive(proposalOf(block, 'Generic'));
    const recipients = one
      .sent()
      .flatMap(({ to, message }) => (message.type === 'Vote' ? [to] : []));
    expect(recipients).toEqual([0, 0, 0, 1]);
  });
});
