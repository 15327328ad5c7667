import type { Heard, Invariant, VerdictReporter } from '../../core/invariant.ts';
import type { ProtocolTypes } from '../../core/protocol.ts';
import { checkLinearizability } from './check.ts';
import { type ClientEvent, ClientHistory } from './client-history.ts';
import { contentText } from './content-text.ts';
import type { Impossibility } from './impossibility.ts';
import type { Model } from './model.ts';
import { NarrowSearch } from './narrow-search.ts';
import type { TimedOperation } from './timed-operation.ts';

/** What may be said of the property besides its model. */
export interface LinearizableOptions {
  /** `Linearizability` where absent. */
  readonly name?: string;
  readonly citation?: string;
  /** How many steps the check of one trial may take; 200,000 where absent. */
  readonly budget?: number;
}

/** Enough for some hundred operations a key; a trial that needs more is not judged. */
const BUDGET_OF_A_TRIAL = 200_000;

/**
 * The property that a protocol's clients see one object: that the answers of a trial are linearizable.
 *
 * `toModelOperation` says what the model is asked when a client asks the protocol, or undefined of what is not about
 * the object; what a client is answered is the model's value. While the trial runs, what clients do is only kept. It is
 * judged at the trial's end, most objects cheaply, by a search that keeps only a few ways. Where the whole search that the
 * others need spends its budget, the verdict is `unknown`.
 */
export function linearizable<T extends ProtocolTypes, State, Operation, Value>(
  model: Model<State, Operation, Value>,
  toModelOperation: (operation: T['Operation']) => Operation | undefined,
  options: LinearizableOptions = {},
): Invariant<T> {
  const {
    name = 'Linearizability',
    citation = 'Herlihy 1990',
    budget = BUDGET_OF_A_TRIAL,
  } = options;
  return {
    name,
    expectation: 'always',
    sentence: `Clients see one ${model.name}: every operation takes effect at an instant between its invocation and its answer.`,
    citation,
    hears: ['client:invoked', 'client:completed'],
    start(verdict) {
      const history = new ClientHistory<Operation, Value>();
      return {
        hear: (heard: Heard<T>, _node, atUs) => history.add(heard as ClientEvent, atUs),
        judge: () => judge(model, history, toModelOperation, budget, verdict),
      };
    },
  };
}

function judge<State, Operation, Value>(
  model: Model<State, Operation, Value>,
  history: ClientHistory<Operation, Value>,
  toModelOperation: (operation: unknown) => Operation | undefined,
  budget: number,
  verdict: VerdictReporter,
): void {
  const tells = (asked: unknown, value: unknown): boolean => {
    const operation = value === undefined ? undefined : toModelOperation(asked);
    return operation !== undefined && model.overwrites?.(operation) !== true;
  };
  // Where no answer told anything, every order will do.
  if (!history.someAnswer(tells)) return;
  const { operations, ends } = history.read(toModelOperation);
  const narrow = new NarrowSearch(model, operations);
  for (const end of ends) {
    if (end >= 0) narrow.invoked();
    else narrow.returned(-1 - end);
  }
  const left = operations.filter((_, index) => !narrow.isOrdered(index));
  if (left.length > 0) {
    const result = checkLinearizability(model, left, { budget, wantsOrder: false });
    if (result.verdict === 'unknown') {
      verdict.undecided();
      return;
    }
    if (result.verdict === 'not linearizable')
      convict(result.impossibility, left, history, verdict);
  }
  for (let count = 0; count < narrow.telling; count++) verdict.exercised();
}

function convict<State, Operation, Value>(
  { operation, instead, states, prefix }: Impossibility<State, Value>,
  operations: readonly TimedOperation<Operation, Value>[],
  history: ClientHistory<Operation, Value>,
  verdict: VerdictReporter,
): void {
  const impossible = operations[operation] as TimedOperation<Operation, Value>;
  const possible =
    instead.length > 0
      ? `possible was ${instead.map(contentText).join(' or ')}`
      : `the state was ${states.map(contentText).join(' or ')}`;
  const explanation =
    `no order of the operations explains that c${impossible.process} was answered ` +
    `${contentText(impossible.value)} to ${contentText(impossible.operation)}: ${possible}`;
  // What stood last in the order of everything before, and the answer that does not go with it.
  const instants = [...prefix.map((step) => operations[step.operation]), impossible]
    .map((timed) => timed?.returnedAt)
    .filter((instant) => instant !== undefined);
  verdict.violated(
    explanation,
    instants.slice(-2).map((instant) => history.factAt(instant)),
  );
}
