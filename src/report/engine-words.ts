import type { EngineObservation } from '../core/observation.ts';
import { formatTyped } from './value-text.ts';

/** What the engine observed of a node, as a sentence's end in the present: `restarts`, `with an empty disk`. */
export interface EngineWords {
  readonly words: string;
  readonly details: string;
}

/** Says what faults did to a node, and what it is found guilty of; undefined of whatever else is observed. */
export function engineWords(observation: EngineObservation): EngineWords | undefined {
  switch (observation.type) {
    case 'node:crashed':
      return plain('crashes');
    case 'node:restarted':
      return {
        words: 'restarts',
        details: observation.disk === 'lost' ? 'with an empty disk' : '',
      };
    case 'node:paused':
      return plain('is paused');
    case 'node:resumed':
      return plain('goes on');
    case 'node:corrupted':
      return plain(CORRUPTED[observation.by]);
    case 'node:convicted':
      return { words: 'is convicted of lying', details: proofText(observation) };
    default:
      return undefined;
  }
}

const CORRUPTED = {
  lies: 'begins to lie',
  crash: 'counts as faulty',
  keyTheft: 'loses its key to the adversary',
} as const;

/** The two statements that contradict each other: `in slot view 3 it signed 'a' and 'b'`. */
export function proofText({
  slot,
  first,
  second,
}: Extract<EngineObservation, { readonly type: 'node:convicted' }>): string {
  return `in ${slot} it signed ${formatTyped(first)} and ${formatTyped(second)}`;
}

function plain(words: string): EngineWords {
  return { words, details: '' };
}
