/**
 * Bracha's reliable broadcast [Bracha 1987 §2]: a sender tells all others a value, and though f of them lie, the sender
 * perhaps among them, all honest nodes deliver the same one, or none delivers any.
 *
 * Model: asynchronous; messages are lost, late, repeated and out of order, and their sender is known for sure; nothing is
 * signed; n > 3f; f nodes lie in any way. A node that crashes has forgotten what it said and stays out: it counts as a
 * liar.
 *
 * Steps, each taken once:
 * 1. The sender sends Initial to all. A node that receives it, or more than (n + f)/2 Echo of one value, or f + 1 Ready of
 *    one value, sends Echo of that value to all.
 * 2. A node with more than (n + f)/2 Echo of one value, or f + 1 Ready of it, sends Ready of it to all.
 * 3. A node with 2f + 1 Ready of one value delivers it.
 * No two honest nodes are ready for different values, since two quorums of echoes share an honest node. If one delivers,
 * f + 1 honest nodes are ready, and make all others ready: totality.
 *
 * Words: (initial, v), (echo, v) and (ready, v) are Initial, Echo and Ready; accept is to deliver, observed as Decided; t is
 * `maxFaulty`.
 *
 * Deviations from [Bracha 1987 §2]: the network may lose messages, so a node that has not delivered asks the others, for as
 * long, to say again what they said.
 *
 * Not modelled: many broadcasts at once, and the agreement protocol that the paper builds on them.
 */
import { reached } from '../../../core/invariant.ts';
import type { Protocol } from '../../../core/protocol.ts';
import { agreement } from '../shared/agreement.ts';
import { ASYNCHRONOUS_FAULTS } from '../shared/fault-models.ts';
import { costOfAgreement } from '../shared/metrics.ts';
import { asynchronousParams } from '../shared/params.ts';
import { ofPeers } from '../shared/peers.ts';
import { everyoneDecides, timeToSpreadUs } from '../shared/termination.ts';
import { integrity } from '../shared/validity.ts';
import { mutants } from './mutants.ts';
import { FACTOR, node } from './node.ts';
import { rules } from './rules.ts';
import type { BrachaTypes } from './types.ts';

export const brachaBroadcast: Protocol<BrachaTypes> = {
  ...ofPeers({
    name: 'bracha-broadcast',
    role: 'node',
    process: node,
    factor: FACTOR,
    safeUnder: ASYNCHRONOUS_FAULTS,
  }),
  summary: 'Asynchronous reliable broadcast by echoes, unsigned, for n > 3f.',
  params: asynchronousParams,
  rules,
  authenticatedChannels: true,
  invariants: [
    agreement('Bracha 1987 §2', 'Consistency'),
    integrity('Bracha 1987 §2'),
    everyoneDecides<BrachaTypes>({
      name: 'Totality',
      sentence: 'If one honest node delivers, all honest nodes do, soon afterwards.',
      citation: 'Bracha 1987 §2',
      when: 'someoneDecided',
      // First all hear of f + 1 who are ready and become so, and then of 2f + 1.
      spreadUs: (params) => timeToSpreadUs(params, 2),
    }),
    everyoneDecides({
      name: 'Validity',
      sentence: 'If the sender is honest, all honest nodes deliver.',
      citation: 'Bracha 1987 §2',
      when: 'unanimous',
    }),
    reached('sometimes', 'Ready Amplified', 'Amplified', 'A node is ready because others are.'),
  ],
  metrics: [costOfAgreement()],
  workloads: [],
  mutants,
};
