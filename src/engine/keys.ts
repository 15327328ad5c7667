import type { NodeId } from '../core/identity.ts';
import type { Signature, Signer } from '../core/signer.ts';
import { isSameContent } from './structural-equality.ts';

/**
 * The keys of one node under the symbolic signature model: a signature is an object that only this module can make,
 * and it stands for its content. So none can be forged, and any can be replayed.
 */
export class NodeKeys implements Signer {
  private readonly owner: NodeId;

  constructor(owner: NodeId) {
    this.owner = owner;
  }

  sign(content: unknown): Signature {
    return new SymbolicSignature(this.owner, content);
  }

  verify(signature: Signature, signer: NodeId, content: unknown): boolean {
    return (
      SymbolicSignature.isGenuine(signature) &&
      signature.signer === signer &&
      signature.isOver(content)
    );
  }
}

class SymbolicSignature implements Signature {
  readonly signer: NodeId;
  // Private to the class even at run time: neither a message's type nor a cast gives access to it.
  readonly #content: unknown;

  constructor(signer: NodeId, content: unknown) {
    this.signer = signer;
    this.#content = content;
  }

  /** A copy, or an object that inherits from a signature, lacks the private field. */
  static isGenuine(signature: Signature): signature is SymbolicSignature {
    return #content in signature;
  }

  isOver(content: unknown): boolean {
    return isSameContent(content, this.#content);
  }

  folded(): unknown {
    return [this.signer, this.#content];
  }
}
