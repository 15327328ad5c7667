import { describe, expect, it } from 'vitest';
import { checkLinearizability } from '../../../src/algorithms/linearizability/check.ts';
import type { Model } from '../../../src/algorithms/linearizability/model.ts';
import { NarrowSearch } from '../../../src/algorithms/linearizability/narrow-search.ts';
import type { TimedOperation } from '../../../src/algorithms/linearizability/timed-operation.ts';
import { createRng } from '../../../src/core/rng.ts';
import { subjects } from './drawings.ts';
import { randomHistory } from './random-history.ts';

type Operations = readonly TimedOperation<unknown, unknown>[];

/** True where the narrow search ends well all objects of a history. */
function fits(model: Model<unknown, unknown, unknown>, operations: Operations): boolean {
  const events = operations.flatMap(({ invokedAt, outcome, returnedAt }, index) => [
    { at: invokedAt, end: index },
    ...(outcome === 'ok' ? [{ at: returnedAt ?? Number.NaN, end: -1 - index }] : []),
  ]);
  events.sort((left, right) => left.at - right.at);
  const narrow = new NarrowSearch(model, operations);
  for (const { end } of events) {
    if (end >= 0) narrow.invoked();
    else narrow.returned(-1 - end);
  }
  return operations.every((_, index) => narrow.isOrdered(index));
}

describe('an order that fits is an order: the search finds one, too, in 40,000 histories', () => {
  it.each(subjects.map((subject) => ({ name: subject.model.name, subject })))(
    '$name',
    ({ name, subject: { model, drawing } }) => {
      const rng = createRng(name, 'narrow');
      let found = 0;
      let linearizable = 0;
      for (let trial = 0; trial < 5_000; trial++) {
        const history = randomHistory(rng, drawing, 8);
        const { verdict } = checkLinearizability(model, history);
        if (verdict === 'linearizable') linearizable++;
        if (!fits(model, history)) continue;
        found++;
        if (verdict !== 'linearizable') expect.fail(JSON.stringify(history));
      }
      // It would be of no use if it seldom fitted.
      expect(found / linearizable).toBeGreaterThan(0.5);
    },
  );
});
