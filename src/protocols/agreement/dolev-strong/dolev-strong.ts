/**
 * Dolev–Strong broadcast [Dolev 1983]: a sender tells all others a value, and though f of them lie, the sender perhaps
 * among them, all honest nodes decide the same one. With signatures it works for any number of liars.
 *
 * Model: synchronous, in lock-step; every message arrives within Δ; messages are signed, and a signature cannot be forged;
 * who sent a message is not known but for what is signed; n > f. A node that crashes has forgotten what it signed and
 * stays out: it counts as a liar.
 *
 * Rounds: f + 1.
 * 1. The sender signs its value and sends it to everyone.
 * r. A node that receives a value it has not yet extracted, with the signatures of r different nodes, the sender's first,
 *    extracts it, and in the next round adds its own signature and sends it to everyone.
 * After round f + 1: one value extracted is decided; with none, or with two, the sender lied, and a default is decided.
 * A value that a node extracts in the last round has f + 1 signatures, one of them honest: that one's owner extracted it
 * before, and told everyone.
 *
 * Words: the transmitter is `SENDER`; a value with k signatures is a `Relay` in a `Relay` … in a `Proposal`; t is
 * `maxFaulty`; the default value is 0.
 *
 * Deviations from [Dolev 1983 §4]: none in what is sent. It is the algorithm of t + 1 phases, in which a node passes on at
 * most two values, so that O(n²) messages are sent.
 *
 * Not modelled: the variants with O(nt) messages by relay processors; early stopping.
 */
import { type ZodType, z } from 'zod';
import { noHonestNodeAccused } from '../../../core/accountability.ts';
import type { Lie } from '../../../core/byzantine.ts';
import type { Protocol } from '../../../core/protocol.ts';
import { duration } from '../../../core/schema.ts';
import { agreement } from '../shared/agreement.ts';
import { forgetful, SYNCHRONOUS_FAULTS } from '../shared/fault-models.ts';
import { costOfAgreement } from '../shared/metrics.ts';
import { inputsSchema, maxFaultySchema } from '../shared/params.ts';
import { termination } from '../shared/termination.ts';
import { integrity } from '../shared/validity.ts';
import { mutants } from './mutants.ts';
import { mostFaulty, node } from './node.ts';
import { rules } from './rules.ts';
import type { DolevStrongMessage, DolevStrongParams, DolevStrongTypes } from './types.ts';

const params: ZodType<DolevStrongParams> = z.strictObject({
  delta: duration({ minUs: 1 }).prefault('10ms'),
  maxFaulty: maxFaultySchema(),
  inputs: inputsSchema(),
});

const signTwice: Lie<DolevStrongTypes> = {
  name: 'sign-twice',
  sentence: 'It signs what it passes on a second time, as if another had.',
  tell(message) {
    if (message.type !== 'Relay') return message;
    return { ...message, of: message };
  },
};

export const dolevStrong: Protocol<DolevStrongTypes> = {
  name: 'dolev-strong',
  summary: 'Synchronous broadcast with signatures in f + 1 rounds, for any number of liars.',
  params,
  rules,
  roles: { node },
  assign: (nodeCount) => new Array<string>(nodeCount).fill('node'),
  impossible(nodeCount, given) {
    const faulty = mostFaulty(given, nodeCount);
    return nodeCount > faulty ? undefined : `of ${nodeCount} nodes ${faulty} cannot lie`;
  },
  tolerates: (given, nodeCount) => forgetful(SYNCHRONOUS_FAULTS, mostFaulty(given, nodeCount)),
  roundOf: signaturesOf,
  statementOf(message) {
    if (message.type !== 'Proposal') return undefined;
    return { signer: message.signer, slot: 'proposal', value: message.value };
  },
  lies: [signTwice],
  invariants: [
    agreement('Dolev 1983 §4'),
    integrity('Dolev 1983 §4'),
    termination('Dolev 1983 §4'),
    noHonestNodeAccused(),
  ],
  metrics: [costOfAgreement()],
  workloads: [],
  mutants,
};

/** The round to which a message belongs: that of as many signatures as it has. */
function signaturesOf(message: DolevStrongMessage): number {
  let signatures = 1;
  for (let link = message; link.type === 'Relay' && signatures < 1_000; link = link.of)
    signatures++;
  return signatures;
}
