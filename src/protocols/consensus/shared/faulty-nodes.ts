import type { NodeId } from '../../../core/identity.ts';

/** What a property must hear to know who is faulty. */
export const FAULTS_OF_NODES = ['node:corrupted', 'node:crashed', 'node:restarted'] as const;

/** The nodes that lie, and those that are down now: of nobody else may a property of liveness ask anything. */
export class FaultyNodes {
  readonly #lying: Set<NodeId> = new Set();
  readonly #down: Set<NodeId> = new Set();

  hear({ type }: { readonly type: string }, node: NodeId): void {
    if (type === 'node:corrupted') this.#lying.add(node);
    else if (type === 'node:crashed') this.#down.add(node);
    else if (type === 'node:restarted') this.#down.delete(node);
  }

  has(node: NodeId): boolean {
    return this.#lying.has(node) || this.#down.has(node);
  }

  /** The least of what the others have. */
  leastOfOthers(values: readonly number[]): number {
    const others = values.filter((_, node) => !this.has(node));
    return others.length === 0 ? 0 : Math.min(...others);
  }
}
