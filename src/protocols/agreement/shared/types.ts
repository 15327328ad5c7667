import type { Invariant } from '../../../core/invariant.ts';
import type { Metric } from '../../../core/metric.ts';
import type { ProtocolTypes } from '../../../core/protocol.ts';

/** What the protocols of this family agree on: a small whole number. */
export type Value = number;

/** What every node of an agreement protocol makes known. */
export type AgreementObservation =
  /** The node enters with this value. In a broadcast only the sender does. */
  | { readonly type: 'Proposed'; readonly value: Value }
  /** The node decides, for good. In a broadcast: it delivers. */
  | { readonly type: 'Decided'; readonly value: Value; readonly round: number };

/** What the protocols of this family have in common, for the properties and metrics that they share. */
export interface AgreementTypes extends ProtocolTypes {
  Observation: AgreementObservation;
}

/** The property as one of a protocol whose nodes observe these things, and others that it does not hear. */
export function invariantOf<T extends ProtocolTypes>(
  invariant: Invariant<AgreementTypes>,
): Invariant<T> {
  return invariant as unknown as Invariant<T>;
}

/** As `invariantOf`, for what is measured. */
export function metricOf<T extends ProtocolTypes>(metric: Metric<AgreementTypes>): Metric<T> {
  return metric as unknown as Metric<T>;
}
