import type { NodeId } from '../core/identity.ts';
import type { EngineObservation } from '../core/observation.ts';
import { formatInstant } from './number-text.ts';
import { formatTyped, formatValue } from './value-text.ts';

/** An observation in words: who made it, `n2`, `c0` or nobody, and what it says. */
export interface ObservationText {
  readonly place: string;
  readonly what: string;
}

/** Prints an observation: `BecameLeader {term: 3}`. What a client observes names its operation by number. */
export function formatObservation(node: NodeId, observation: unknown): ObservationText {
  const { type } = observation as EngineObservation;
  if (type === 'client:invoked' || type === 'client:completed') return ofClient(observation);
  return { place: node < 0 ? '' : `n${node}`, what: formatTyped(observation) };
}

function ofClient(observation: unknown): ObservationText {
  const event = observation as Extract<EngineObservation, { readonly client: number }>;
  const place = `c${event.client}`;
  const operation = `${event.type} #${event.sequence} ${formatValue(event.operation)}`;
  if (event.type === 'client:invoked') return { place, what: operation };
  const { outcome, value, latencyUs } = event;
  const after = formatInstant(latencyUs);
  return { place, what: `${operation} ${outcome} ${formatValue(value)} after ${after}` };
}
