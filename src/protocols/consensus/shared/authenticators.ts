import type { Metric } from '../../../core/metric.ts';
import type { ProtocolTypes } from '../../../core/protocol.ts';

/**
 * What authenticity costs: how many signatures were sent, as [HotStuff §3] counts authenticators, how many were made and
 * how many verified. A certificate that stands for a threshold signature is sent as one, and verified as its votes.
 */
export function authenticators<T extends ProtocolTypes>(): Metric<T> {
  return {
    name: 'authenticators',
    sentence:
      'Signatures and certificates that nodes sent, those of clients apart; signatures that they made and verified.',
    columns: ['authenticatorsSent', 'signaturesMade', 'signaturesVerified'],
    hears: [],
    asks: ['traffic'],
    start: (_setup, meter) => ({
      hear() {},
      result() {
        const { made, verified } = meter.signatures;
        return [meter.traffic.authenticators, made, verified];
      },
    }),
  };
}
