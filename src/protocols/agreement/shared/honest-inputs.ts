import type { NodeId } from '../../../core/identity.ts';
import type { Micros } from '../../../core/micros.ts';
import type { Fact } from '../../../core/observation.ts';
import type { AgreementObservation, Value } from './types.ts';

type Proposed = Extract<AgreementObservation, { type: 'Proposed' }>;

/** With what those began who are honest so far. */
export class HonestInputs {
  readonly #facts = new Map<NodeId, Fact<Proposed>>();
  readonly #counts = new Map<Value, number>();

  enter(node: NodeId, value: Value, atUs: Micros): void {
    this.#facts.set(node, { atUs, node, observation: { type: 'Proposed', value } });
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
  }

  leave(node: NodeId): void {
    const fact = this.#facts.get(node);
    if (fact === undefined) return;
    this.#facts.delete(node);
    const { value } = fact.observation;
    const left = (this.#counts.get(value) ?? 1) - 1;
    if (left === 0) this.#counts.delete(value);
    else this.#counts.set(value, left);
  }

  /** One of their inputs, where all are the same. */
  get unanimous(): Fact<Proposed> | undefined {
    if (this.#counts.size !== 1) return undefined;
    for (const fact of this.#facts.values()) return fact;
    return undefined;
  }
}
