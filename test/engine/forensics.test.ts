import { describe, expect, test } from 'vitest';
import type { NodeId } from '../../src/core/identity.ts';
import type { ProtocolTypes } from '../../src/core/protocol.ts';
import { isSealedBy } from '../../src/engine/keys.ts';
import { Trace } from '../../src/engine/trace.ts';
import { TrialRunner } from '../../src/experiment/trial.ts';
import type { TrialPlan } from '../../src/experiment/trial-plan.ts';
import { planOf } from '../configs.ts';

const TRIALS = 40;
const lossy = { nemesis: 'liars', 'network.loss': '0.1', 'network.duplication': '0.2' };

describe.each([
  ['pbft/liars.yaml', { nodes: '4', duration: '1s', settle: '1s', 'clients.end': '1s' }],
  ['pbft/liars.yaml', { duration: '1s', settle: '1s', 'clients.end': '1s' }],
  ['hotstuff/liars.yaml', { nodes: '4', duration: '1s', settle: '1s', 'clients.end': '1s' }],
  ['tendermint/liars.yaml', { nodes: '4', duration: '1s', settle: '1s', 'clients.end': '1s' }],
  ['multi-round-voting/liars.yaml', {}],
  ['dolev-strong/equivocating-sender.yaml', { nemesis: 'none', 'network.loss': '0' }],
])('in %s with %j', (path, changes) => {
  test('every equivocator that reached two honest nodes is convicted, and nobody else', () => {
    const plan = planOf(path, { ...lossy, ...changes });
    const runner = new TrialRunner(plan);
    const trace = new Trace();
    let equivocators = 0;
    for (let trial = 0; trial < TRIALS; trial++) {
      runner.run(trial, { trace });
      const { reached, convicted, liars } = whoLied(plan, trace);
      expect([...reached].filter((node) => !convicted.has(node))).toEqual([]);
      expect([...convicted].filter((node) => !liars.has(node))).toEqual([]);
      equivocators += reached.size;
    }
    expect(equivocators).toBeGreaterThan(0);
  });
});

/** The slow twin of the engine's forensics: lays all messages that reached honest nodes side by side. */
function whoLied({ protocol }: TrialPlan, trace: Trace) {
  const records = [...trace];
  const observed = (type: string): Set<NodeId> =>
    new Set(
      records.flatMap(({ kind, content, at }) =>
        kind === 'observed' && (content as { type: string }).type === type ? [at] : [],
      ),
    );
  const liars = observed('node:corrupted');
  const heard = records.flatMap(({ kind, at, peer, content }) => {
    if (kind !== 'delivered' || at === peer || liars.has(at)) return [];
    const statement = protocol.statementOf?.(content as ProtocolTypes['Message']);
    if (statement === undefined || !isSealedBy(content as object, statement.signer)) return [];
    return [{ ...statement, by: at }];
  });
  const bySlot = new Map<string, typeof heard>();
  for (const one of heard) {
    const slot = `${one.signer}/${one.slot}`;
    bySlot.set(slot, [...(bySlot.get(slot) ?? []), one]);
  }
  const reached = new Set<NodeId>();
  for (const said of bySlot.values()) {
    for (const one of said) {
      if (said.some(({ by, value }) => by !== one.by && value !== one.value))
        reached.add(one.signer);
    }
  }
  return { reached, convicted: observed('node:convicted'), liars };
}
