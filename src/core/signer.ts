import type { NodeId } from './identity.ts';

/**
 * A symbolic signature: who signed, and what. It cannot be forged, since only the engine makes one,
 * and it does not hide its content.
 */
export interface Signature {
  readonly signer: NodeId;
}

/** The keys that one node holds: it signs as itself only; anyone verifies. */
export interface Signer {
  sign(content: unknown): Signature;
  /** True when `signature` was made by `signer` over content equal to this one, field by field. */
  verify(signature: Signature, signer: NodeId, content: unknown): boolean;
}
