import type { NodeId } from '../../../core/identity.ts';
import type { Value } from '../shared/types.ts';
import { type DolevStrongMessage, SENDER } from './types.ts';

/** A message unrolled: what was proposed, and who signed, the sender first. */
export interface Chain {
  readonly value: Value;
  readonly links: readonly DolevStrongMessage[];
  readonly signers: readonly NodeId[];
}

/** The chain that a message is, or undefined for one that is malformed, or longer than there are rounds for. */
export function chainOf(message: DolevStrongMessage, longest: number): Chain | undefined {
  const links: DolevStrongMessage[] = [];
  let link: DolevStrongMessage = message;
  while (isLink(link) && link.type === 'Relay' && links.length < longest) {
    links.push(link);
    link = link.of;
  }
  if (!isLink(link) || link.type !== 'Proposal' || links.length >= longest) return undefined;
  links.push(link);
  if (link.signer !== SENDER || !Number.isInteger(link.value)) return undefined;
  links.reverse();
  return { value: link.value, links, signers: links.map(({ signer }) => signer) };
}

/** A liar may put anything where a message should be. */
function isLink(link: unknown): boolean {
  return typeof link === 'object' && link !== null;
}
