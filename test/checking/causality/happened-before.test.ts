import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HappenedBefore } from '../../../src/checking/causality/happened-before.ts';
import { Trace } from '../../../src/engine/trace.ts';

/** n0 sends to n1, which answers after a timer of its own; another message of n0 is lost. */
function exchange(): Trace {
  const trace = new Trace();
  const started = trace.add('timerFired', 10, 0, -1, 'start');
  trace.cause = started;
  const ask = trace.add('sent', 10, 0, 1, { type: 'Ask' });
  const lost = trace.add('sent', 10, 0, 1, { type: 'Ask' });
  trace.cause = lost;
  trace.add('dropped', 10, 0, 1, 'lost');
  trace.begin('timerFired', 15, 1, -1, 'tick', -1);
  trace.begin('delivered', 20, 1, 0, { type: 'Ask' }, ask);
  trace.add('sent', 20, 1, 0, { type: 'Answer' });
  trace.begin('delivered', 30, 0, 1, { type: 'Answer' }, 6);
  return trace;
}

describe('the clocks of records', () => {
  const order = new HappenedBefore(exchange(), 2);

  it('count, for each process, what of it happened before', () => {
    const clocks = Array.from({ length: order.length }, (_, index) => [...order.clock(index)]);
    expect(clocks).toEqual([
      [1, 0, 0],
      [2, 0, 0],
      [3, 0, 0],
      [3, 0, 1],
      [0, 1, 0],
      [2, 2, 0],
      [2, 3, 0],
      [4, 3, 0],
    ]);
  });

  it('are, as Lamport’s, longer than that of everything that happened before', () => {
    const lamports = Array.from({ length: order.length }, (_, index) => order.lamport(index));
    expect(lamports).toEqual([1, 2, 3, 4, 1, 3, 4, 5]);
  });

  it('tell apart what happened before from what is concurrent', () => {
    expect(order.precedes(0, 7)).toBe(true);
    expect(order.precedes(0, 4)).toBe(false);
    expect(order.precedes(4, 0)).toBe(false);
    expect(order.precedes(2, 5)).toBe(false);
    expect(order.precedes(5, 5)).toBe(false);
  });

  it('let nobody learn of what the network lost', () => {
    expect(order.processOf(3)).toBe(order.network);
    expect([4, 5, 6, 7].some((later) => order.precedes(3, later))).toBe(false);
  });
});

interface Move {
  readonly at: number;
  readonly to: number;
}

const move = fc.record({ at: fc.nat(3), to: fc.nat(3) });

/** Draws traces in which each node sends to others, and what is under way arrives in any order. */
function drawn(moves: readonly Move[]): Trace {
  const trace = new Trace();
  const underWay: number[] = [];
  for (const [turn, { at, to }] of moves.entries()) {
    const arriving = underWay.length > 2 ? underWay.splice(at % underWay.length, 1)[0] : undefined;
    if (arriving === undefined) {
      trace.cause = -1;
      underWay.push(trace.add('sent', turn, at, to, { type: 'M' }));
    } else {
      const { peer, at: from } = trace.at(arriving);
      trace.begin('delivered', turn, peer, from, { type: 'M' }, arriving);
    }
  }
  return trace;
}

/** The naive twin: is there a path of program order and messages? */
function isReachable(trace: Trace, first: number, second: number): boolean {
  if (first >= second) return false;
  const { at, kind, cause } = trace.at(second);
  let before = -1;
  for (let index = 0; index < second; index++) if (trace.at(index).at === at) before = index;
  const parents = kind === 'delivered' ? [before, cause] : [before];
  return parents.some((parent) => parent === first || isReachable(trace, first, parent));
}

it('vector clocks order records exactly as paths of messages do', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 16 }), (moves) => {
      const trace = drawn(moves);
      const order = new HappenedBefore(trace, 4);
      for (let first = 0; first < trace.length; first++) {
        for (let second = 0; second < trace.length; second++) {
          expect(order.precedes(first, second)).toBe(isReachable(trace, first, second));
        }
      }
    }),
    { numRuns: 200, seed: 1 },
  );
});
