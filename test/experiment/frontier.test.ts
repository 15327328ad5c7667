import { describe, expect, it } from 'vitest';
import { explorePoint, type FrontierPoint, toleratedBy } from '../../src/experiment/frontier.ts';
import type { AttackKind } from '../../src/faults/attack.ts';
import { planOf } from '../configs.ts';

function point(
  config: string,
  nodes: number,
  { kind, faulty }: { readonly kind: AttackKind; readonly faulty: number },
): FrontierPoint {
  const plan = planOf(config, { nodes: String(nodes) });
  const search = explorePoint(plan, { kind, faulty, budget: 60 });
  let step = search.next();
  while (!step.done) step = search.next();
  return step.value;
}

describe('the frontier of Raft', () => {
  it.each([
    [3, 1],
    [5, 2],
  ])('of %i servers stands %i crashes for good, and is not live with one more', (nodes, faulty) => {
    const config = 'raft/chaos-5.yaml';
    const within = point(config, nodes, { kind: 'crashes', faulty });
    expect(within).toMatchObject({ tolerated: faulty, safety: undefined, liveness: undefined });
    const beyond = point(config, nodes, { kind: 'crashes', faulty: faulty + 1 });
    expect(beyond).toMatchObject({ safety: undefined, liveness: { property: 'Leader Elected' } });
  });

  it('with a single liar loses its safety, which it does not promise', () => {
    const found = point('raft/chaos-5.yaml', 5, { kind: 'lies', faulty: 1 });
    expect(found.tolerated).toBe(0);
    expect(found.safety).toBeDefined();
  });
});

describe('the frontier of reliable broadcast', () => {
  it.each([
    [4, 1],
    [7, 2],
  ])('of %i nodes stands %i liars, and not one more', (nodes, faulty) => {
    const config = 'bracha-broadcast/chaos.yaml';
    const within = point(config, nodes, { kind: 'lies', faulty });
    expect(within).toMatchObject({ tolerated: faulty, safety: undefined, liveness: undefined });
    expect(point(config, nodes, { kind: 'lies', faulty: faulty + 1 }).safety).toBeDefined();
  });
});

it('takes a crash for a lie where the protocol forgets in a crash', () => {
  const plan = planOf('dolev-strong/chaos.yaml');
  expect(toleratedBy(plan, 'crashes')).toBe(toleratedBy(plan, 'lies'));
});
