/**
 * Ben-Or's randomised agreement [Ben-Or 1983 §3], the protocol for Byzantine processes: n nodes, each with a value 0 or 1,
 * agree on one with probability 1, on an asynchronous network, where no protocol without chance can.
 *
 * Model: asynchronous; messages are lost, late, repeated and out of order, and their sender is known for sure; nothing is
 * signed; n > 5f; f nodes lie in any way. A node that crashes has forgotten what it said and stays out: it counts as a
 * liar.
 *
 * Rounds, each of two steps:
 * 1. A node reports its value to all and waits for n − f reports. If more than (n + f)/2 have one value it proposes that,
 *    else nothing: no two honest nodes propose different values.
 * 2. It waits for n − f proposals. If more than (n + f)/2 propose a value it decides that; if f + 1 do it begins the next
 *    round with it; else with the result of a coin of its own.
 * If one honest node decides, all begin the next round with its value, and decide then. The coins fall alike, or as those
 * who adopted a value, after 2^(n−1) rounds in the mean at worst, and soon where f is small.
 *
 * Words: x is `value`; (1, r, x) is Report; (2, r, v, D) is Proposal, and (2, r, ?) one with `NO_PROPOSAL`; t is
 * `maxFaulty`; N is the number of nodes.
 *
 * Deviations from [Ben-Or 1983 §3]:
 * - A node that has decided says its part of the next round at once and halts, instead of going on for ever.
 * - A step counts all messages that have come when n − f are there, which may be more.
 * - The network may lose messages: a node that waits asks the others to say again what they said.
 *
 * Not modelled: the protocol for crashes (n > 2f); common coins.
 */
import { reached } from '../../../core/invariant.ts';
import type { Protocol } from '../../../core/protocol.ts';
import { agreement } from '../shared/agreement.ts';
import { ASYNCHRONOUS_FAULTS } from '../shared/fault-models.ts';
import { costOfAgreement } from '../shared/metrics.ts';
import { asynchronousParams } from '../shared/params.ts';
import { ofPeers } from '../shared/peers.ts';
import { termination } from '../shared/termination.ts';
import { strongValidity } from '../shared/validity.ts';
import { mutants } from './mutants.ts';
import { FACTOR, node } from './node.ts';
import { rules } from './rules.ts';
import type { BenOrTypes } from './types.ts';

export const benOr: Protocol<BenOrTypes> = {
  ...ofPeers({
    name: 'ben-or',
    role: 'node',
    process: node,
    factor: FACTOR,
    safeUnder: ASYNCHRONOUS_FAULTS,
  }),
  summary: 'Asynchronous agreement with probability 1, by coins, for n > 5f.',
  params: asynchronousParams,
  rules,
  authenticatedChannels: true,
  roundOf: ({ round }) => round,
  invariants: [
    agreement('Ben-Or 1983 §3'),
    strongValidity('Ben-Or 1983 §3'),
    termination('Ben-Or 1983 §3'),
    reached(
      'sometimes',
      'Coin Tossed',
      'CoinTossed',
      'A node begins a round with the result of its coin.',
    ),
  ],
  metrics: [costOfAgreement()],
  workloads: [],
  mutants,
};
