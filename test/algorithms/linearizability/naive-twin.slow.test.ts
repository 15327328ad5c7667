import { describe, expect, it } from 'vitest';
import {
  checkLinearizability,
  type Linearizability,
} from '../../../src/algorithms/linearizability/check.ts';
import type { Impossibility } from '../../../src/algorithms/linearizability/impossibility.ts';
import type { Model } from '../../../src/algorithms/linearizability/model.ts';
import { objectHistory } from '../../../src/algorithms/linearizability/object-history.ts';
import { Search } from '../../../src/algorithms/linearizability/search.ts';
import type { TimedOperation } from '../../../src/algorithms/linearizability/timed-operation.ts';
import { createRng } from '../../../src/core/rng.ts';
import { subjects } from './drawings.ts';
import { isLinearizableNaively } from './naive-check.ts';
import { randomHistory } from './random-history.ts';

const HISTORIES = 100_000;

type History = readonly TimedOperation<unknown, unknown>[];

describe('the search agrees with the definition on 100,000 small histories', () => {
  it.each(subjects.map((subject) => ({ name: subject.model.name, subject })))(
    '$name',
    ({ name, subject: { model, drawing } }) => {
      const rng = createRng(name, 'histories');
      const counts = { linearizable: 0, 'not linearizable': 0, unknown: 0 };
      for (let trial = 0; trial < HISTORIES / subjects.length; trial++) {
        const history = randomHistory(rng, drawing, 7);
        const result = checkLinearizability(model, history);
        counts[result.verdict]++;
        const problem = problemWith(model, history, result);
        if (problem !== undefined) expect.fail(`${problem}: ${JSON.stringify(history)}`);
      }
      // Neither answer is rare: agreement means something.
      expect(counts.linearizable).toBeGreaterThan(1_000);
      expect(counts['not linearizable']).toBeGreaterThan(1_000);
    },
  );
});

/** So small a budget that the quick attempt gives up, and open operations recur at first. */
const SMALL_BUDGET = 400;

describe('with a small budget, what the search says agrees with the definition, too', () => {
  it.each(subjects.map((subject) => ({ name: subject.model.name, subject })))(
    '$name',
    ({ name, subject: { model, drawing } }) => {
      const rng = createRng(name, 'small budgets');
      let known = 0;
      for (let trial = 0; trial < HISTORIES / subjects.length / 4; trial++) {
        const history = randomHistory(rng, drawing, 7);
        const result = checkLinearizability(model, history, { budget: SMALL_BUDGET });
        if (result.verdict === 'unknown') continue;
        known++;
        const isLinearizable = result.verdict === 'linearizable';
        const problem =
          isLinearizableNaively(model, history) !== isLinearizable
            ? `it is said to be ${result.verdict}`
            : isLinearizable && problemWith(model, history, result);
        if (problem) expect.fail(`${problem}: ${JSON.stringify(history)}`);
      }
      expect(known).toBeGreaterThan(1_000);
    },
  );
});

describe('a search that begins in the midst of a history calls nothing impossible that is not', () => {
  it.each(subjects.map((subject) => ({ name: subject.model.name, subject })))(
    '$name',
    ({ name, subject: { model, drawing } }) => {
      const rng = createRng(name, 'beginnings');
      let impossible = 0;
      for (let trial = 0; trial < HISTORIES / subjects.length / 4; trial++) {
        const history = ofOneObject(model, randomHistory(rng, drawing, 7));
        const levels = impossibleBeginnings(model, history, rng.next() < 0.5);
        impossible += levels.length;
        if (levels.length > 0 && isLinearizableNaively(model, history)) {
          expect.fail(`from ${levels}: ${JSON.stringify(history)}`);
        }
      }
      // A queue tells too little of what was before, and so does whoever only appends.
      if (model.statesAfterAny !== undefined) expect(impossible).toBeGreaterThan(10);
    },
  );
});

function ofOneObject(model: Model<unknown, unknown, unknown>, history: History): History {
  const happened = history.filter(({ outcome }) => outcome !== 'fail');
  const [key] = happened.map(({ operation }) => model.key?.(operation));
  return happened.filter(({ operation }) => model.key?.(operation) === key);
}

/** The levels from which on a history is said to be impossible, whatever was before. */
function impossibleBeginnings(
  model: Model<unknown, unknown, unknown>,
  history: History,
  recurs: boolean,
): number[] {
  const object = objectHistory(
    model,
    history,
    history.map((_, index) => index),
  );
  return object.answered.flatMap((_, from) => {
    if (from === 0) return [];
    const search = new Search(model, object, { from, ...(recurs && { recurBut: new Set() }) });
    const { outcome } = search.run(Number.POSITIVE_INFINITY);
    return outcome === 'notLinearizable' ? [from] : [];
  });
}

/** What is wrong with a verdict, as far as the naive twin can tell. */
function problemWith(
  model: Model<unknown, unknown, unknown>,
  history: History,
  result: Linearizability<unknown, unknown>,
): string | undefined {
  switch (result.verdict) {
    case 'linearizable':
      if (!isLinearizableNaively(model, history)) return 'it is not linearizable';
      return orderProblem(
        model,
        history,
        result.order.map(({ operation }) => operation),
      );
    case 'not linearizable': {
      const end = history[result.impossibility.operation]?.returnedAt ?? Number.NaN;
      if (isLinearizableNaively(model, until(history, end))) return 'the prefix is linearizable';
      if (!isLinearizableNaively(model, until(history, end - 1))) {
        return 'an earlier prefix is not linearizable';
      }
      return alternativesProblem(model, until(history, end), result.impossibility);
    }
    case 'unknown':
      return 'it has no verdict';
  }
}

/** What is wrong with the answers that were possible instead. */
function alternativesProblem(
  model: Model<unknown, unknown, unknown>,
  history: History,
  { operation: index, instead }: Impossibility<unknown, unknown>,
): string | undefined {
  const withAnswer = (value: unknown) =>
    history.map((timed, at) => (at === index ? { ...timed, value } : timed));
  if (instead.some((value) => !isLinearizableNaively(model, withAnswer(value)))) {
    return 'an answer was not possible';
  }
  const isPossible = isLinearizableNaively(model, withAnswer(undefined));
  const { operation } = history[index] as TimedOperation<unknown, unknown>;
  const answers = model.answer?.(model.initial, operation) !== undefined;
  return isPossible && answers && instead.length === 0 ? 'an answer was possible' : undefined;
}

/** The history as it was at an instant: what returned later is still open, and its answer unknown. */
function until(history: History, instant: number): History {
  return history
    .filter(({ invokedAt }) => invokedAt <= instant)
    .map((operation) =>
      operation.outcome === 'ok' && (operation.returnedAt ?? 0) > instant
        ? { ...operation, outcome: 'info', value: undefined, returnedAt: undefined }
        : operation,
    );
}

/** Why an order is no witness: it leaves something out, breaks real time, or the model forbids it. */
function orderProblem(
  model: Model<unknown, unknown, unknown>,
  history: History,
  order: readonly number[],
): string | undefined {
  if (new Set(order).size !== order.length) return 'the order has an operation twice';
  const states = new Map<unknown, unknown[]>();
  let latestInvocation = Number.NEGATIVE_INFINITY;
  for (const index of order) {
    const {
      operation,
      outcome,
      value,
      invokedAt,
      returnedAt = Infinity,
    } = history[index] as TimedOperation<unknown, unknown>;
    if (outcome === 'fail') return 'the order has an operation that failed';
    if (outcome === 'ok' && returnedAt < latestInvocation) return 'the order breaks real time';
    latestInvocation = Math.max(latestInvocation, invokedAt);
    const key = model.key?.(operation);
    const known = outcome === 'ok' ? value : undefined;
    const next = (states.get(key) ?? [model.initial]).flatMap((state) => [
      ...model.step(state, operation, known),
    ]);
    if (next.length === 0) return 'the model forbids the order';
    states.set(key, next);
  }
  const missing = history.some(({ outcome }, index) => outcome === 'ok' && !order.includes(index));
  return missing ? 'the order leaves out an operation that happened' : undefined;
}
