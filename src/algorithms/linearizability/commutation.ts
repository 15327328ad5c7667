import type { Answered, Model } from './model.ts';
import type { ObjectHistory } from './object-history.ts';

/** Tells when it does not matter what else happens before the operation that returns next. */
export class Commutation<State, Operation, Value> {
  private readonly model: Model<State, Operation, Value>;
  private readonly history: ObjectHistory<Operation, Value>;

  constructor(model: Model<State, Operation, Value>, history: ObjectHistory<Operation, Value>) {
    this.model = model;
    this.history = history;
  }

  /** True where the operation that returns at this level commutes with all others that may precede it. */
  holdsAt(level: number, isPlaced: (operation: number) => boolean): boolean {
    const { model, history } = this;
    if (model.commutes === undefined) return false;
    const { pending, pendingStart, answeredKinds, openKinds, openSince } = history;
    const end = pendingStart[level + 1] as number;
    for (let at = pendingStart[level] as number; at < end; at++) {
      const other = pending[at] as number;
      if (other === level || isPlaced(other)) continue;
      if (!this.commute(level, answeredKinds[other] as number)) return false;
    }
    return openKinds.every(
      (kind, open) => (openSince[open] as number) > level || this.commute(level, kind),
    );
  }

  private commute(level: number, otherKind: number): boolean {
    const { kinds, answeredKinds } = this.history;
    const { operation } = kinds[answeredKinds[level] as number] as Answered<Operation, Value>;
    const other = kinds[otherKind] as Answered<Operation, Value>;
    return this.model.commutes?.(operation, other.operation) === true;
  }
}
