import type { EndpointId } from './identity.ts';

/**
 * A symbolic signature: who signed, and what. It cannot be forged, since only the engine makes one,
 * and it does not hide its content.
 */
export interface Signature {
  /** A node, or a client by its endpoint n + k. */
  readonly signer: EndpointId;
}

/** A body with its signer's signature over all its fields. It may be passed on, and whoever sees it can verify it. */
export type Signed<Body extends object> = Body & { readonly signature: Signature };

/**
 * The keys that one node holds: it signs as itself only; anyone verifies; anything seen may be replayed. Signing and
 * verifying take the time that a config gives them.
 */
export interface Signer {
  sign(content: unknown): Signature;
  /** True when `signature` was made by `signer` over content equal to this one, field by field. */
  verify(signature: Signature, signer: EndpointId, content: unknown): boolean;
  /** The body with a field `signature` over all its other fields. */
  seal<Body extends object>(body: Body): Signed<Body>;
  /**
   * True when `signer` sealed this. What it is asked about may have come from a liar: a field `signature` that is
   * missing or is no signature is answered with false.
   */
  isSealedBy(sealed: { readonly signature?: unknown }, signer: EndpointId): boolean;
}
