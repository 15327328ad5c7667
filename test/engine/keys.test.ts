import { describe, expect, it } from 'vitest';
import type { Signature } from '../../src/core/signer.ts';
import { KeyRing, resigned } from '../../src/engine/keys.ts';

const alice = new KeyRing(0);
const bob = new KeyRing(1);
const content = { type: 'Vote', view: 3, digest: ['a', 1] };

describe('a signature', () => {
  it('is verified by anyone, over equal content, as its signer’s', () => {
    const signature = alice.sign(content);
    expect(bob.verify(signature, 0, structuredClone(content))).toBe(true);
  });

  it('is not another’s, and not over other content', () => {
    const signature = alice.sign(content);
    expect(bob.verify(signature, 1, content)).toBe(false);
    expect(bob.verify(signature, 0, { ...content, view: 4 })).toBe(false);
    expect(bob.verify(signature, 0, { kind: 'Vote', view: 3, digest: ['a', 1] })).toBe(false);
  });

  it('cannot be made by hand, nor copied onto other content', () => {
    const signature = alice.sign(content);
    expect(bob.verify({ signer: 0 }, 0, content)).toBe(false);
    expect(bob.verify({ ...signature } as Signature, 0, content)).toBe(false);
    expect(bob.verify(Object.create(signature) as Signature, 0, content)).toBe(false);
  });
});

describe('a seal', () => {
  const vote = alice.seal({ type: 'Vote', view: 3, digest: ['a', 1] });

  it('is verified by anyone over all other fields', () => {
    expect(bob.isSealedBy(vote, 0)).toBe(true);
    expect(bob.isSealedBy({ ...vote }, 0)).toBe(true);
    expect(bob.isSealedBy(vote, 1)).toBe(false);
  });

  it('breaks with any field that is changed, added or left out', () => {
    expect(bob.isSealedBy({ ...vote, view: 4 } as typeof vote, 0)).toBe(false);
    expect(bob.isSealedBy({ ...vote, extra: 1 } as typeof vote, 0)).toBe(false);
    const { view: _, ...rest } = vote;
    expect(bob.isSealedBy(rest, 0)).toBe(false);
  });

  it('is not what liars put in its place', () => {
    const odd = [undefined, null, 7, 'sealed', {}, { signer: 0 }];
    for (const signature of odd) expect(bob.isSealedBy({ ...vote, signature }, 0)).toBe(false);
  });

  it('over another’s seal tells that seal from any other of the same signer', () => {
    const other = alice.seal({ type: 'Vote', view: 9, digest: [] });
    const certificate = bob.seal({ type: 'Certificate', votes: [vote] });
    expect(alice.isSealedBy(certificate, 1)).toBe(true);
    const swapped = { ...certificate, votes: [{ ...vote, signature: other.signature }] };
    expect(alice.isSealedBy(swapped, 1)).toBe(false);
  });
});

describe('what is signed anew', () => {
  const vote = alice.seal({ type: 'Vote', view: 3 });
  const certificate = bob.seal({ type: 'Certificate', votes: [vote, bob.seal({ view: 2 })] });

  it('bears the keys at hand over the fields as they are now', () => {
    const changed = resigned({ ...vote, view: 4 }, [0]);
    expect(bob.isSealedBy(changed, 0)).toBe(true);
    expect(bob.isSealedBy(resigned({ ...vote, view: 4 }, [1]), 0)).toBe(false);
  });

  it('is signed from the inside out', () => {
    const [first, second] = certificate.votes;
    const changed = resigned({ ...certificate, votes: [first, { ...second, view: 7 }] }, [1]);
    expect(alice.isSealedBy(changed, 1)).toBe(true);
    expect(alice.isSealedBy(changed.votes[1] as typeof vote, 1)).toBe(true);
    expect(alice.isSealedBy(changed.votes[0] as typeof vote, 0)).toBe(true);
  });

  it('is the same value where no key fits', () => {
    expect(resigned(certificate, [5])).toBe(certificate);
  });
});
