import type { Mutant } from '../../../core/protocol.ts';
import type { PhaseKingTypes } from './types.ts';

export const mutants: readonly Mutant<PhaseKingTypes>[] = [
  {
    name: 'one-phase-less',
    sentence: 'There are as many phases as liars, so that every king may be one.',
    rules: { phases: (maxFaulty) => maxFaulty },
    breaks: ['Agreement'],
    config: 'phase-king/mutants/one-phase-less.yaml',
  },
  {
    name: 'absolute-king',
    sentence: "The king's value is taken also by those whose own count is strong.",
    rules: { nextPreference: (_own, kings) => kings },
    breaks: ['Agreement', 'Strong Validity'],
    config: 'phase-king/mutants/absolute-king.yaml',
  },
  {
    name: 'simple-majority',
    sentence: 'A count of more than half is taken for strong, whoever lied in it.',
    rules: { isStrong: (multiplicity, nodeCount) => 2 * multiplicity > nodeCount },
    breaks: ['Agreement'],
    config: 'phase-king/mutants/simple-majority.yaml',
  },
  {
    name: 'everyone-king',
    sentence: "Anyone's KingValue is taken for the king's.",
    rules: { isKing: () => true },
    breaks: ['Agreement'],
    config: 'phase-king/mutants/everyone-king.yaml',
  },
];
