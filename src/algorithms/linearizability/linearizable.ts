import type { Checker, Heard, Invariant, TrialEnd, VerdictReporter } from '../../core/invariant.ts';
import type { Micros } from '../../core/micros.ts';
import { type EngineObservation, type Fact, NO_NODE } from '../../core/observation.ts';
import type { ProtocolTypes } from '../../core/protocol.ts';
import { checkLinearizability } from './check.ts';
import { contentText } from './content-text.ts';
import type { Impossibility } from './impossibility.ts';
import type { Model } from './model.ts';
import type { TimedOperation } from './timed-operation.ts';

/** What may be said of the property besides its model. */
export interface LinearizableOptions {
  /** `Linearizability` where absent. */
  readonly name?: string;
  readonly citation?: string;
  /** How many steps the check of one trial may take. */
  readonly budget?: number;
}

/** Enough for some hundred operations a key; a trial that needs more is not judged. */
const BUDGET_OF_A_TRIAL = 200_000;

/**
 * The property that a protocol's clients see one object: that the answers of a trial are linearizable.
 *
 * `toModelOperation` says what the model is asked when a client asks the protocol, or undefined of what is not about
 * the object; what a client is answered is the model's value. The history is kept while the trial runs and judged
 * at its end; where the budget is spent the property counts as not exercised.
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
    start: (verdict) =>
      new ClientHistory<T, State, Operation, Value>(model, toModelOperation, budget, verdict),
  };
}

type Completion = Extract<EngineObservation, { type: 'client:completed' }>;

/** The history of one trial's clients. */
class ClientHistory<T extends ProtocolTypes, State, Operation, Value> implements Checker<T> {
  private readonly model: Model<State, Operation, Value>;
  private readonly toModelOperation: (operation: T['Operation']) => Operation | undefined;
  private readonly budget: number;
  private readonly verdict: VerdictReporter;
  private readonly operations: TimedOperation<Operation, Value>[] = [];
  /** By operation, where it was answered: the fact. */
  private readonly facts: (Fact | undefined)[] = [];
  /** By client and sequence: the index of the operation. */
  private readonly indices: (number | undefined)[][] = [];
  private now = 0;

  constructor(
    model: Model<State, Operation, Value>,
    toModelOperation: (operation: T['Operation']) => Operation | undefined,
    budget: number,
    verdict: VerdictReporter,
  ) {
    this.model = model;
    this.toModelOperation = toModelOperation;
    this.budget = budget;
    this.verdict = verdict;
  }

  hear(heard: Heard<T>, _node: number, atUs: Micros): void {
    const observation = heard as EngineObservation;
    this.now++;
    if (observation.type === 'client:invoked') this.begin(observation.client, observation);
    else if (observation.type === 'client:completed') this.complete(observation, atUs);
  }

  judge(_end: TrialEnd): void {
    const { model, operations, budget, verdict } = this;
    const result = checkLinearizability(model, operations, { budget, wantsOrder: false });
    if (result.verdict === 'unknown') return;
    const answered = operations.filter(({ outcome }) => outcome === 'ok').length;
    for (let count = 0; count < answered; count++) verdict.exercised();
    if (result.verdict === 'not linearizable') this.convict(result.impossibility);
  }

  private begin(
    client: number,
    { sequence, operation }: { sequence: number; operation: unknown },
  ): void {
    const asked = this.toModelOperation(operation as T['Operation']);
    if (asked === undefined) return;
    while (this.indices.length <= client) this.indices.push([]);
    const ofClient = this.indices[client] as (number | undefined)[];
    while (ofClient.length <= sequence) ofClient.push(undefined);
    ofClient[sequence] = this.operations.length;
    this.operations.push({
      process: `c${client}`,
      operation: asked,
      outcome: 'info',
      value: undefined,
      invokedAt: this.now,
      returnedAt: undefined,
    });
    this.facts.push(undefined);
  }

  private complete(completion: Completion, atUs: Micros): void {
    const { client, sequence, outcome, value } = completion;
    const index = this.indices[client]?.[sequence];
    if (index === undefined) return;
    const begun = this.operations[index] as TimedOperation<Operation, Value>;
    const answer = outcome === 'ok' ? (value as Value) : undefined;
    this.operations[index] = { ...begun, outcome, value: answer, returnedAt: this.now };
    this.facts[index] = { atUs, node: NO_NODE, observation: completion };
  }

  private convict({ operation, instead, states, prefix }: Impossibility<State, Value>): void {
    const {
      process,
      operation: asked,
      value,
    } = this.operations[operation] as TimedOperation<Operation, Value>;
    const possible =
      instead.length > 0
        ? `possible was ${instead.map(contentText).join(' or ')}`
        : `the state was ${states.map(contentText).join(' or ')}`;
    const explanation =
      `no order of the operations explains that ${process} was answered ${contentText(value)} ` +
      `to ${contentText(asked)}: ${possible}`;
    // What stood last in the order of everything before, and the answer that does not go with it.
    const before = prefix
      .map((step) => this.facts[step.operation])
      .filter((fact) => fact !== undefined);
    const facts = [before.at(-1), this.facts[operation]].filter((fact) => fact !== undefined);
    this.verdict.violated(explanation, facts);
  }
}
