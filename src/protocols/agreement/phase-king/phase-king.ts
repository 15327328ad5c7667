/**
 * Phase King [Berman 1993] [Attiya 2004 §5.2.5]: n nodes, each with a value 0 or 1, agree on one, though f of them lie,
 * with messages of one value and nothing signed.
 *
 * Model: synchronous, in lock-step; every message arrives within Δ, and its sender is known for sure; n > 4f; f nodes lie
 * in any way. A node that crashes has forgotten what it preferred and stays out: it counts as a liar.
 *
 * Phases: f + 1, each with a king of its own (kings.ts), of two rounds.
 * 1. Everyone sends its preference to everyone, and counts: the majority, and its multiplicity.
 * 2. The king sends his majority. A node whose multiplicity is more than n/2 + f keeps its majority; the others take the
 *    king's. Who hears none takes 0.
 * After the last phase each node decides what it prefers. In a phase with an honest king all honest nodes end with one
 * preference, and in every later phase all counts are strong, so that it lasts.
 *
 * Words: V_i is `preference`; maj and mult are `majority`; t is `maxFaulty`; the default value is 0.
 *
 * Deviations from [Attiya 2004 §5.2.5]: a node sends to itself without the network. A missing or malformed message counts
 * as none in the first round, and not as a preference for the default.
 *
 * Not modelled: early stopping when fewer lie; values other than 0 and 1.
 */
import { type ZodType, z } from 'zod';
import { reached } from '../../../core/invariant.ts';
import type { Protocol } from '../../../core/protocol.ts';
import { duration } from '../../../core/schema.ts';
import { agreement } from '../shared/agreement.ts';
import { SYNCHRONOUS_FAULTS } from '../shared/fault-models.ts';
import { costOfAgreement } from '../shared/metrics.ts';
import { inputsSchema, maxFaultySchema } from '../shared/params.ts';
import { ofPeers } from '../shared/peers.ts';
import { termination } from '../shared/termination.ts';
import { strongValidity } from '../shared/validity.ts';
import { mutants } from './mutants.ts';
import { FACTOR, node, roundOf } from './node.ts';
import { rules } from './rules.ts';
import type { PhaseKingParams, PhaseKingTypes } from './types.ts';

const params: ZodType<PhaseKingParams> = z.strictObject({
  delta: duration({ minUs: 1 }).prefault('10ms'),
  maxFaulty: maxFaultySchema(),
  inputs: inputsSchema(),
});

export const phaseKing: Protocol<PhaseKingTypes> = {
  ...ofPeers({
    name: 'phase-king',
    role: 'node',
    process: node,
    factor: FACTOR,
    safeUnder: SYNCHRONOUS_FAULTS,
  }),
  summary: 'Synchronous agreement in f + 1 phases with a king each, unsigned, for n > 4f.',
  params,
  rules,
  authenticatedChannels: true,
  hasLeaders: true,
  roundOf,
  invariants: [
    agreement('Attiya 2004 §5.2.5'),
    strongValidity('Attiya 2004 §5.2.5'),
    termination('Attiya 2004 §5.2.5'),
    reached('sometimes', 'King Obeyed', 'KingObeyed', "A node takes the king's value."),
  ],
  metrics: [costOfAgreement()],
  workloads: [],
  mutants,
};
