import type { Value } from '../shared/types.ts';
import type { Count } from './rules.ts';
import type { Ballot, Vote } from './types.ts';

export function emptyBallot(): Ballot {
  return { first: new Map(), votes: new Map() };
}

/** What became of a vote that came. */
type Counted = 'new' | 'known' | 'contradiction';

/** Counts a vote, once for each agent and value. */
export function countVote({ first, votes }: Ballot, vote: Vote): Counted {
  const { signer, value } = vote;
  const same = votes.get(value) ?? new Map<number, Vote>();
  votes.set(value, same);
  if (same.has(signer)) return 'known';
  same.set(signer, vote);
  if (first.has(signer)) return 'contradiction';
  first.set(signer, value);
  return 'new';
}

export function countOf({ first, votes }: Ballot, value: Value): Count {
  return { votes: votes.get(value)?.size ?? 0, heard: first.size };
}

/** The value that most voted for; the smallest of those that as many did. */
export function leadingOf({ votes }: Ballot): Value | undefined {
  let leading: Value | undefined;
  let most = 0;
  for (const [value, { size }] of votes) {
    if (size < most || (size === most && value > (leading ?? value))) continue;
    leading = value;
    most = size;
  }
  return leading;
}
