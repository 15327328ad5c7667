import type { Fact } from '../../../../core/observation.ts';
import type { PbftObservation } from '../observations.ts';

/** An observation of one type, with its place in time and space. */
export type FactOf<Type extends PbftObservation['type']> = Fact<
  Extract<PbftObservation, { type: Type }>
>;
