import type { NodeId } from '../../../core/identity.ts';
import type { Invariant, TrialEnd } from '../../../core/invariant.ts';
import type { Micros } from '../../../core/micros.ts';
import type { ProtocolTypes } from '../../../core/protocol.ts';
import { HonestInputs } from './honest-inputs.ts';
import { invariantOf } from './types.ts';

/** When every honest node must decide in the end. */
type Premise =
  /** Whatever happens. */
  | 'always'
  /** Some honest node has, in time: what liars bring about at the very end may still be spreading. */
  | 'someoneDecided'
  /** All honest nodes that begin with a value begin with the same; in a broadcast: the sender is honest. */
  | 'unanimous';

interface Promised {
  readonly name: string;
  readonly sentence: string;
  readonly citation?: string;
  readonly when: Premise;
}

/** Every honest node decides in the end, if the premise holds. Who was corrupted is asked for nothing. */
export function everyoneDecides<T extends ProtocolTypes>(promised: Promised): Invariant<T> {
  const { when, ...promise } = promised;
  return invariantOf({
    ...promise,
    expectation: 'eventually',
    hears: ['Proposed', 'Decided', 'node:corrupted'],
    start(verdict, { nodeCount }) {
      const inputs = new HonestInputs();
      const [decided, corrupt] = [new Map<NodeId, Micros>(), new Set<NodeId>()];
      const holds = ({ healedAtUs, endedAtUs }: TrialEnd): boolean => {
        if (when === 'unanimous') return inputs.unanimous !== undefined;
        if (when === 'always') return true;
        const inTimeUs = (healedAtUs + endedAtUs) / 2;
        return [...decided].some(([node, atUs]) => !corrupt.has(node) && atUs <= inTimeUs);
      };
      return {
        hear(observation, node, atUs) {
          if (observation.type === 'Proposed') inputs.enter(node, observation.value, atUs);
          if (observation.type === 'Decided') decided.set(node, atUs);
          if (observation.type !== 'node:corrupted') return;
          corrupt.add(node);
          inputs.leave(node);
        },
        judge(end) {
          if (!holds(end)) return;
          verdict.exercised();
          for (let node = 0; node < nodeCount; node++) {
            if (decided.has(node) || corrupt.has(node)) continue;
            verdict.violated(`n${node} never decided`, []);
          }
        },
      };
    },
  });
}

export function termination<T extends ProtocolTypes>(citation: string): Invariant<T> {
  return everyoneDecides({
    name: 'Termination',
    sentence: 'Every honest node decides.',
    citation,
    when: 'always',
  });
}
