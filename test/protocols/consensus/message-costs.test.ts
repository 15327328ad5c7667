import { describe, expect, it } from 'vitest';
import type { Protocol, ProtocolTypes } from '../../../src/core/protocol.ts';
import { Trace } from '../../../src/engine/trace.ts';
import { type ConfigOptions, configure } from '../../../src/experiment/configure.ts';
import { TrialRunner } from '../../../src/experiment/trial.ts';
import { hotstuff } from '../../../src/protocols/consensus/hotstuff/index.ts';
import { pbft } from '../../../src/protocols/consensus/pbft/index.ts';
import { tendermint } from '../../../src/protocols/consensus/tendermint/index.ts';

/** One client that asks again as soon as it has its answer, no faults, and a delay of 5 ms. */
const CALM: ConfigOptions = {
  nodes: 4,
  duration: '5s',
  settle: '1s',
  network: { latency: '5ms' },
  clients: { count: 1, operations: 20, think: '40ms' },
};
const RANDOM = { network: { latency: { uniform: '1ms..9ms' } } };
/** Nobody says anything but for a client. */
const QUIET = {
  pbft: { statusInterval: '5s' },
  hotstuff: { idleDelay: '10s', viewTimeout: '20s' },
  tendermint: { statusInterval: '5s' },
};

/** The columns of one trial, by name. */
type Costs = ReadonlyMap<string, number | undefined>;

function measured<T extends ProtocolTypes>(
  protocol: Protocol<T>,
  options: Partial<ConfigOptions>,
  trace?: Trace,
): Costs {
  const plan = configure(protocol, { ...CALM, ...options });
  const { metrics, messagesSent } = new TrialRunner(plan).run(0, trace && { trace });
  const costs = plan.columns.map((column, index) => [column, metrics[index]] as const);
  return new Map([...costs, ['messagesSent', messagesSent] as const]);
}

const BASIC = { params: { ...QUIET.hotstuff, viewsPerLeader: 1_000 } };
/** A block is committed by those after it, so that there must be some. */
const CHAINED = { params: { ...BASIC.params, mode: 'chained', idleDelay: '1ms' } };

function delaysIn(costs: Costs): unknown[] {
  return ['commitDelaysP50', 'commitDelaysMax', 'clientDelaysP50'].map((name) => costs.get(name));
}

describe.each([4, 7, 10, 16])('among %i nodes, without faults', (nodes) => {
  const others = nodes - 1;

  it('a batch of pBFT costs n − 1 pre-prepares, (n − 1)² prepares and n(n − 1) commits [PBFT §4.2]', () => {
    const costs = measured(pbft, { nodes, params: QUIET.pbft });
    const batches = Number(costs.get('prePrepareMessages')) / others;
    expect(batches).toBe(20);
    expect(costs.get('prepareMessages')).toBe(batches * others * others);
    expect(costs.get('commitMessages')).toBe(batches * nodes * others);
    // One signature each. A checkpoint is taken once in so many batches.
    expect(costs.get('checkpointMessages')).toBe(nodes * others);
    const withoutSignature = Number(costs.get('relayedRequestMessages'));
    expect(costs.get('authenticatorsSent')).toBe(
      Number(costs.get('messagesSent')) - withoutSignature,
    );
    expect(costs.get('viewChangeMessages')).toBe(0);
  });

  it('a view of basic HotStuff costs n − 1 messages in each of its eight steps [HotStuff §4]', () => {
    const costs = measured(hotstuff, { nodes, ...BASIC });
    const decisions = Number(costs.get('decisions'));
    expect(decisions).toBe(20);
    for (const type of ['prepare', 'preCommit', 'commit', 'decide']) {
      expect(costs.get(`${type}Messages`)).toBe(decisions * others);
    }
    expect(costs.get('voteMessages')).toBe(3 * decisions * others);
    expect(costs.get('newViewMessages')).toBe((decisions + 1) * others);
  });

  it('a view of chained HotStuff costs one proposal and one vote a replica [HotStuff §5]', () => {
    const costs = measured(hotstuff, { nodes, ...CHAINED });
    expect(costs.get('genericMessages')).toBeGreaterThan(0);
    expect(costs.get('voteMessages')).toBe(costs.get('genericMessages'));
    expect(Number(costs.get('genericMessages')) % others).toBe(0);
  });

  it('a height of Tendermint costs n − 1 proposals and n(n − 1) votes of either kind [Tendermint §3]', () => {
    const costs = measured(tendermint, { nodes, params: QUIET.tendermint });
    const heights = Number(costs.get('heights'));
    expect(heights).toBe(20);
    expect(costs.get('proposalMessages')).toBe(heights * others);
    expect(costs.get('prevoteMessages')).toBe(heights * nodes * others);
    expect(costs.get('precommitMessages')).toBe(heights * nodes * others);
  });
});

describe.each([
  ['a constant delay', {}],
  ['delays that vary', RANDOM],
])('with %s and no fault', (_, network) => {
  it('pBFT commits after 3 message delays, and its client knows after 5', () => {
    const costs = measured(pbft, { ...network, params: QUIET.pbft });
    expect(delaysIn(costs)).toEqual([3, 3, 5]);
  });

  it('Tendermint decides after 3 message delays, and its client knows after 5', () => {
    const costs = measured(tendermint, { ...network, params: QUIET.tendermint });
    expect(delaysIn(costs)).toEqual([3, 3, 5]);
  });

  it.each([
    ['basic', BASIC],
    ['chained', CHAINED],
  ])(
    '%s HotStuff decides after 7 message delays, and its client knows after 9',
    (_mode, options) => {
      const costs = measured(hotstuff, { ...network, ...options });
      expect(delaysIn(costs)).toEqual([7, 7, 9]);
    },
  );
});

it('what is measured is in time the number of delays, where they are constant', () => {
  const costs = measured(pbft, { params: QUIET.pbft });
  expect(costs.get('commitLatencyMaxUs')).toBe(3 * 5_000);
  expect(costs.get('clientLatencyP50Us')).toBe(5 * 5_000);
});

const CHAOS: Partial<ConfigOptions> = {
  ...RANDOM,
  duration: '1s',
  settle: '2s',
  nemesis: 'chaos',
  clients: { count: 3, think: '10ms', timeout: '200ms' },
};

describe.each([
  ['pBFT', (trace?: Trace) => measured(pbft, CHAOS, trace)],
  ['HotStuff', (trace?: Trace) => measured(hotstuff, CHAOS, trace)],
  ['Tendermint', (trace?: Trace) => measured(tendermint, CHAOS, trace)],
])('under chaos %s', (_, measure) => {
  it('measures the same whether a trial is traced or not', () => {
    const alone = measure();
    expect(alone.get('clientDelaysP50')).toBeGreaterThan(0);
    expect(measure(new Trace())).toEqual(alone);
  });
});

it('counting changes no hash', () => {
  const plan = configure(pbft, { ...CALM, ...CHAOS });
  const counted = new TrialRunner(plan).run(1);
  const uncounted = new TrialRunner({ ...plan, metrics: [], columns: [] }).run(1);
  expect(uncounted.traceHash).toBe(counted.traceHash);
});
