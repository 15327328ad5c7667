import type { NodeId } from '../../../core/identity.ts';
import type { Commit, PrePrepare, Prepare } from './messages.ts';

/**
 * The votes of one kind for one sequence number of one view: one a replica, counted as they come, so that the next
 * costs the same however many there are.
 */
export class VoteSet<Vote extends { readonly replica: NodeId; readonly digest: number }> {
  /** How many of the votes are for the digest that is looked for. */
  count = 0;
  private digest: number | undefined = undefined;
  private readonly votes: (Vote | undefined)[];

  constructor(nodeCount: number) {
    this.votes = new Array<Vote | undefined>(nodeCount).fill(undefined);
  }

  has(replica: NodeId): boolean {
    return this.votes[replica] !== undefined;
  }

  add(vote: Vote): void {
    this.votes[vote.replica] = vote;
    if (vote.digest === this.digest) this.count++;
  }

  /** From now on it is known which digest counts. */
  lookFor(digest: number): void {
    this.digest = digest;
    this.count = this.matching(Number.POSITIVE_INFINITY).length;
  }

  /** What tells this set from another in a hash of the state. */
  folded(): unknown {
    return [this.digest, this.count];
  }

  /** The first votes for the digest, by replica, `limit` at most. */
  matching(limit: number): Vote[] {
    const found: Vote[] = [];
    for (const vote of this.votes) {
      if (found.length >= limit) break;
      if (vote !== undefined && vote.digest === this.digest) found.push(vote);
    }
    return found;
  }
}

/** The agreement about one sequence number in one view. */
export class Slot {
  readonly view: number;
  readonly sequence: number;
  prePrepare: PrePrepare | undefined = undefined;
  digest = 0;
  isPrepared = false;
  isCommitted = false;
  readonly prepares: VoteSet<Prepare>;
  readonly commits: VoteSet<Commit>;

  constructor(view: number, sequence: number, nodeCount: number) {
    this.view = view;
    this.sequence = sequence;
    this.prepares = new VoteSet(nodeCount);
    this.commits = new VoteSet(nodeCount);
  }

  accept(prePrepare: PrePrepare, digest: number): void {
    this.prePrepare = prePrepare;
    this.digest = digest;
    this.isPrepared = false;
    this.isCommitted = false;
    this.prepares.lookFor(digest);
    this.commits.lookFor(digest);
  }
}
