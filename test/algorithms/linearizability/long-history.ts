import type { CasRegisterOperation } from '../../../src/algorithms/linearizability/models/cas-register.ts';
import type { TimedOperation } from '../../../src/algorithms/linearizability/timed-operation.ts';
import { createRng, type Rng } from '../../../src/core/rng.ts';
import { ok, read, open as unanswered, write } from './histories.ts';

type LongHistory = TimedOperation<CasRegisterOperation, unknown>[];

interface LongHistoryOptions {
  readonly seed: number;
  /** How many values there are to write; infinitely many where each is written once. */
  readonly values: number;
  /** How many operations are never answered. */
  readonly open: number;
  /** Some operations compare and set. */
  readonly cas: boolean;
}

interface Drawn {
  readonly client: number;
  readonly operation: CasRegisterOperation;
  readonly invokedAt: number;
  readonly returnedAt: number;
  /** Later than the return for some that are never answered; never, for others. */
  readonly takesEffectAt: number;
  readonly isOpen: boolean;
}

/** What a real register answers to 10 clients that never rest: 1,000 operations, whose failed compare-and-sets are left out. */
export function longHistory({ seed, values, open, cas }: LongHistoryOptions): LongHistory {
  const rng = createRng(`long ${seed}`, `${values} ${open} ${cas}`);
  const draw = drawer(rng, values, cas);
  const frees = Array.from({ length: 10 }, () => rng.next() * 10);
  const isOpen = new Set<number>();
  while (isOpen.size < open) isOpen.add(rng.integer(0, 999));
  const drawn = Array.from({ length: 1_000 }, (_, index): Drawn => {
    const client = frees.indexOf(Math.min(...frees));
    const invokedAt = frees[client] as number;
    const returnedAt = invokedAt + 1 + rng.next() * 10;
    frees[client] = returnedAt + rng.next() / 5;
    const late = [Number.POSITIVE_INFINITY, invokedAt + rng.next() * 200][rng.integer(0, 2)];
    const inTime = invokedAt + rng.next() * (returnedAt - invokedAt);
    const takesEffectAt = isOpen.has(index) ? (late ?? inTime) : inTime;
    const of = { client: isOpen.has(index) ? 1_000 + index : client, isOpen: isOpen.has(index) };
    return { ...of, operation: draw(), invokedAt, returnedAt, takesEffectAt };
  });
  return answered(drawn);
}

function drawer(rng: Rng, values: number, cas: boolean): () => CasRegisterOperation {
  let written = 0;
  const fresh = () => (values === Number.POSITIVE_INFINITY ? ++written : rng.integer(1, values));
  const recent = () =>
    values === Number.POSITIVE_INFINITY
      ? Math.max(1, written - rng.integer(0, 6))
      : rng.integer(1, values);
  return () => {
    const luck = rng.next();
    if (luck < 0.4) return read;
    if (!cas || luck < 0.65) return write(fresh());
    return { kind: 'cas', expected: recent(), value: fresh() };
  };
}

function answered(drawn: readonly Drawn[]): LongHistory {
  let state: unknown = null;
  const answers = new Map<Drawn, unknown>();
  for (const one of drawn.toSorted((a, b) => a.takesEffectAt - b.takesEffectAt)) {
    const { operation } = one;
    if (operation.kind === 'read') answers.set(one, state);
    else if (operation.kind === 'cas') answers.set(one, operation.expected === state);
    const changes = operation.kind === 'write' || answers.get(one) === true;
    if (one.takesEffectAt < Number.POSITIVE_INFINITY && changes && 'value' in operation) {
      state = operation.value;
    }
  }
  return drawn.flatMap((one): LongHistory => {
    const { client, operation, invokedAt, returnedAt, isOpen } = one;
    if (isOpen) return [unanswered(client, operation, invokedAt)];
    if (operation.kind === 'cas' && answers.get(one) === false) return [];
    return [ok(client, operation, [invokedAt, returnedAt], answers.get(one))];
  });
}

/** The same history with one stale read, near the end, where it costs most to find. */
export function spoilt(history: LongHistory): LongHistory {
  const reads = history.flatMap(({ operation, outcome }, index) =>
    operation.kind === 'read' && outcome === 'ok' ? [index] : [],
  );
  const at = reads.find((index) => index >= 0.95 * history.length) as number;
  const { value } = history[at] as LongHistory[number];
  const stale = reads.findLast((index) => index < at - 30 && history[index]?.value !== value);
  return history.map((timed, index) =>
    index === at ? { ...timed, value: history[stale as number]?.value } : timed,
  );
}
