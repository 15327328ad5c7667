import type { Checkpoint } from './messages.ts';

/** How many sequence numbers one replica's checkpoints are kept for. Between the watermarks lie two. */
const KEPT_A_REPLICA = 4;

/** The checkpoints at one sequence number. */
interface Ballot {
  readonly bySender: Map<number, Checkpoint>;
  /** By digest. */
  readonly counts: Map<number, number>;
}

/** The checkpoints that replicas have signed and that are not stable yet, as far as this replica knows. */
export class CheckpointVotes {
  private readonly ballots: Map<number, Ballot> = new Map();
  /** By replica: the sequence numbers for which it has voted, the oldest vote first. */
  private readonly votedFor: Map<number, number[]> = new Map();

  has({ sequence, replica }: Checkpoint): boolean {
    return this.ballots.get(sequence)?.bySender.has(replica) ?? false;
  }

  /** Counts a vote, and gives how many there are like it. A replica's oldest vote gives way to its fifth. */
  add(vote: Checkpoint): number {
    const { sequence, replica, digest } = vote;
    const voted = this.votedFor.get(replica) ?? [];
    this.votedFor.set(replica, voted);
    voted.push(sequence);
    if (voted.length > KEPT_A_REPLICA) this.remove(voted.shift() as number, replica);
    let ballot = this.ballots.get(sequence);
    if (ballot === undefined) {
      ballot = { bySender: new Map(), counts: new Map() };
      this.ballots.set(sequence, ballot);
    }
    ballot.bySender.set(replica, vote);
    const count = (ballot.counts.get(digest) ?? 0) + 1;
    ballot.counts.set(digest, count);
    return count;
  }

  /** The votes for a digest: the proof that the checkpoint is stable, where they are enough. */
  proofOf(sequence: number, digest: number): Checkpoint[] {
    const proof: Checkpoint[] = [];
    for (const vote of this.ballots.get(sequence)?.bySender.values() ?? []) {
      if (vote.digest === digest) proof.push(vote);
    }
    return proof;
  }

  forgetUpTo(sequence: number): void {
    for (const known of this.ballots.keys()) if (known <= sequence) this.ballots.delete(known);
    for (const voted of this.votedFor.values()) {
      const kept = voted.filter((known) => known > sequence);
      voted.splice(0, voted.length, ...kept);
    }
  }

  private remove(sequence: number, replica: number): void {
    const ballot = this.ballots.get(sequence);
    const vote = ballot?.bySender.get(replica);
    if (ballot === undefined || vote === undefined) return;
    ballot.bySender.delete(replica);
    ballot.counts.set(vote.digest, (ballot.counts.get(vote.digest) ?? 1) - 1);
    if (ballot.bySender.size === 0) this.ballots.delete(sequence);
  }
}
