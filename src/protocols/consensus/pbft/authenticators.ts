import type { Certificate, PbftMessage, ViewChange } from './messages.ts';

/**
 * How many signatures of replicas a message brings, the proofs in it included [HotStuff §3]: a view change brings a
 * quorum for each batch that prepared, and a new view a quorum of those.
 */
export function authenticatorsIn(message: PbftMessage): number {
  switch (message.type) {
    case 'PrePrepare':
    case 'Prepare':
    case 'Commit':
    case 'Checkpoint':
      return 1;
    case 'ViewChange':
      return inViewChange(message);
    case 'NewView': {
      const proofs = message.viewChanges.reduce((sum, proof) => sum + inViewChange(proof), 0);
      return 1 + proofs + message.prePrepares.length;
    }
    case 'Decided':
      return 1 + message.commits.length;
    case 'StableProof':
    case 'StateTransfer':
      return message.proof.length;
    case 'RelayedRequest':
    case 'Status':
    case 'FetchState':
      return 0;
  }
}

function inViewChange({ checkpointProof, certificates }: ViewChange): number {
  return certificates.reduce(
    (sum, certificate) => sum + inCertificate(certificate),
    1 + checkpointProof.length,
  );
}

function inCertificate({ prepares }: Certificate): number {
  return 1 + prepares.length;
}
