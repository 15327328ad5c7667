import type { EndpointId } from '../core/identity.ts';
import type { Micros } from '../core/micros.ts';
import type { Signature, Signed, Signer } from '../core/signer.ts';
import { isSameContent } from './structural-equality.ts';

/** The modelled time that signatures take. */
export interface SignatureCosts {
  readonly signUs: Micros;
  readonly verifyUs: Micros;
}

const FREE: SignatureCosts = { signUs: 0, verifyUs: 0 };

/**
 * The keys of one node or client under the symbolic signature model: a signature is an object that only this module can
 * make, and it stands for its content. So none can be forged, and any can be replayed.
 */
export class KeyRing implements Signer {
  /** How many signatures it has made in this trial, and how many verified. */
  made = 0;
  verified = 0;
  private readonly owner: EndpointId;
  private readonly costs: SignatureCosts;
  private readonly spend: (costUs: Micros) => void;

  /** `spend` is told what each use of a key costs. */
  constructor(
    owner: EndpointId,
    costs: SignatureCosts = FREE,
    spend: (costUs: Micros) => void = () => {},
  ) {
    this.owner = owner;
    this.costs = costs;
    this.spend = spend;
  }

  resetCounts(): void {
    this.made = 0;
    this.verified = 0;
  }

  sign(content: unknown): Signature {
    this.made++;
    this.spend(this.costs.signUs);
    return new SymbolicSignature(this.owner, content);
  }

  verify(signature: Signature, signer: EndpointId, content: unknown): boolean {
    this.verified++;
    this.spend(this.costs.verifyUs);
    return (
      SymbolicSignature.isGenuine(signature) &&
      signature.signer === signer &&
      signature.isOver(content)
    );
  }

  seal<Body extends object>(body: Body): Signed<Body> {
    return { ...body, signature: this.sign(body) };
  }

  isSealedBy(sealed: { readonly signature?: unknown }, signer: EndpointId): boolean {
    this.verified++;
    this.spend(this.costs.verifyUs);
    return isSealedBy(sealed, signer);
  }
}

/** As the `Signer`'s, at no cost: for those who watch. */
export function isSealedBy(sealed: { readonly signature?: unknown }, signer: EndpointId): boolean {
  const { signature } = sealed;
  return (
    SymbolicSignature.isGenuine(signature) && signature.signer === signer && signature.seals(sealed)
  );
}

/** What a signature says, for people who look at a trial; undefined of anything else. */
export function readSignature(
  value: object,
): { readonly signer: EndpointId; readonly of: unknown } | undefined {
  return SymbolicSignature.isGenuine(value) ? value.read() : undefined;
}

/**
 * A copy of the value in which every signature that one of the holders can make is made anew over the fields beside it.
 * The value itself where there is none.
 */
export function resigned<V>(value: V, holders: readonly EndpointId[]): V {
  if (typeof value !== 'object' || value === null || SymbolicSignature.isGenuine(value))
    return value;
  if (Array.isArray(value)) {
    const elements = value.map((element: unknown) => resigned(element, holders));
    return elements.some((element, index) => element !== value[index]) ? (elements as V) : value;
  }
  let changed: Readonly<Record<string, unknown>> | undefined;
  for (const [key, field] of Object.entries(value as Record<string, unknown>)) {
    const made = resigned(field, holders);
    if (made !== field) changed = { ...(changed ?? value), [key]: made };
  }
  const whole = (changed ?? value) as Readonly<Record<string, unknown>>;
  const { signature } = whole as { readonly signature?: unknown };
  if (!SymbolicSignature.isGenuine(signature) || !holders.includes(signature.signer)) {
    return whole as V;
  }
  return { ...whole, signature: signature.over(whole) } as V;
}

class SymbolicSignature implements Signature {
  readonly signer: EndpointId;
  // Private to the class even at run time: neither a message's type nor a cast gives access to it.
  readonly #content: unknown;
  /** What it was last found to seal: a broadcast is one object, which each recipient asks about. */
  #sealed: object | undefined;

  constructor(signer: EndpointId, content: unknown) {
    this.signer = signer;
    this.#content = content;
  }

  /** A copy, or an object that inherits from a signature, lacks the private field. */
  static isGenuine(signature: unknown): signature is SymbolicSignature {
    return typeof signature === 'object' && signature !== null && #content in signature;
  }

  isOver(content: unknown): boolean {
    return isSameContent(content, this.#content);
  }

  seals(sealed: { readonly signature?: unknown }): boolean {
    if (this.#sealed === sealed) return true;
    const { signature: _, ...body } = sealed;
    if (!this.isOver(body)) return false;
    this.#sealed = sealed;
    return true;
  }

  /** The same signer's signature over the fields of `whole` that this one is over. */
  over(whole: Readonly<Record<string, unknown>>): SymbolicSignature {
    const content = this.#content;
    if (typeof content !== 'object' || content === null || Array.isArray(content)) return this;
    const keys = Object.keys(content);
    if (!keys.every((key) => key in whole)) return this;
    return new SymbolicSignature(
      this.signer,
      Object.fromEntries(keys.map((key) => [key, whole[key]])),
    );
  }

  read(): { readonly signer: EndpointId; readonly of: unknown } {
    return { signer: this.signer, of: this.#content };
  }

  folded(): unknown {
    return [this.signer, this.#content];
  }
}
