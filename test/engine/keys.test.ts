import { describe, expect, it } from 'vitest';
import type { Signature } from '../../src/core/signer.ts';
import { KeyRing } from '../../src/engine/keys.ts';

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
