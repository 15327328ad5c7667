import fc from 'fast-check';
import type { Behavior } from '../core/byzantine.ts';
import type { Fault, Target } from '../core/fault.ts';
import type { NodeId } from '../core/identity.ts';
import type { Micros } from '../core/micros.ts';
import { drawnDuration } from './drawn-times.ts';

/** Who may lie, and how. */
export interface LiesShape {
  readonly nodes: number;
  readonly durationUs: Micros;
  /** How many nodes lie at most. */
  readonly liars: number;
  /** The names of the protocol's own lies. */
  readonly lies: readonly string[];
}

/**
 * One lie of the k-th liar, whose target is the placeholder `{nodes: [k]}`: `settled` says which node that is. It shrinks
 * to silence.
 */
export function lie(shape: LiesShape): fc.Arbitrary<Fault> {
  const { durationUs, liars } = shape;
  return fc
    .record({
      liar: fc.integer({ min: 0, max: liars - 1 }),
      behavior: behavior(shape),
      forUs: fc.option(drawnDuration(1_000, Math.max(1_000, Math.floor(durationUs / 2))), {
        nil: undefined,
      }),
    })
    .map(
      ({ liar, behavior: drawn, forUs }): Fault => ({
        kind: 'byzantine',
        target: { nodes: [liar] },
        behavior: drawn,
        ...(forUs !== undefined && { forUs }),
      }),
    );
}

/** The liars of a schedule: as many different nodes. */
export function liarNodes({ nodes, liars }: LiesShape): fc.Arbitrary<readonly NodeId[]> {
  const length = { minLength: liars, maxLength: liars };
  return fc.uniqueArray(fc.integer({ min: 0, max: nodes - 1 }), length);
}

/** The fault with the node in the placeholder's place. */
export function settled(fault: Fault, liars: readonly NodeId[]): Fault {
  if (fault.kind !== 'byzantine' || !('nodes' in fault.target)) return fault;
  const nodes = fault.target.nodes.map((liar) => liars[liar] as NodeId);
  return { ...fault, target: { nodes } };
}

function behavior({ nodes, durationUs, lies }: LiesShape): fc.Arbitrary<Behavior> {
  const some = someNodes(nodes);
  const lateUs = drawnDuration(1, Math.max(1, Math.floor(durationUs / 4)));
  return fc.oneof(
    { withCrossShrink: true },
    fc.constant<Behavior>({ does: 'silence' }),
    some.map((to): Behavior => ({ does: 'omit', to })),
    lateUs.map((byUs): Behavior => ({ does: 'delay', byUs })),
    fc.constantFrom<Behavior>({ does: 'duplicate' }, { does: 'replay' }, { does: 'reorder' }),
    fc.constantFrom<Behavior>({ does: 'mutate' }, { does: 'amnesia' }),
    some.map((to): Behavior => ({ does: 'equivocate', to })),
    some.map((as): Behavior => ({ does: 'impersonate', as })),
    fc
      .record({ first: some, second: some })
      .map((sides): Behavior => ({ does: 'twins', ...sides })),
    ...lies.map((name) => fc.constant<Behavior>({ does: 'lie', name })),
  );
}

function someNodes(nodes: number): fc.Arbitrary<Target> {
  const node = fc.integer({ min: 0, max: nodes - 1 });
  return fc
    .uniqueArray(node, { minLength: 1, maxLength: Math.max(1, nodes - 1), size: 'max' })
    .map((found) => ({ nodes: found.toSorted((a, b) => a - b) }));
}
