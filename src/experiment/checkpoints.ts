import { formatEndpoint, type NodeId } from '../core/identity.ts';
import type { Micros } from '../core/micros.ts';
import type { Simulation } from '../engine/simulation.ts';
import { Trace, type TraceKind } from '../engine/trace.ts';

/** The trace hash somewhere on the way, and what happened there. */
export interface Checkpoint {
  /** How many events there were up to here, this one included. */
  readonly event: number;
  readonly atUs: Micros;
  /** The event in a few words: `delivered AppendEntries n0 → n2`. */
  readonly what: string;
  readonly hash: string;
}

/** How many checkpoints are kept of a trial. */
const MOST_CHECKPOINTS = 64;

/** The kinds of record that begin an event of the simulation, right after its hash was folded. */
const EVENT_KINDS: readonly TraceKind[] = [
  'delivered',
  'timerFired',
  'synced',
  'requestDelivered',
  'responseDelivered',
];

/** How many events lie between two checkpoints of a trial with so many. */
export function checkpointSpacing(events: number): number {
  return Math.max(1, Math.ceil(events / MOST_CHECKPOINTS));
}

/**
 * Notes the trace hash at some events of a trial, and keeps nothing else.
 *
 * It listens where a trace does, because that changes nothing in the trial. A checkpoint holds all that happened before
 * its event, and that the event occurred; not yet what came of it.
 */
export class CheckpointTrace extends Trace {
  readonly checkpoints: Checkpoint[] = [];
  private readonly simulation: Simulation;
  private readonly spacing: number;
  private nextEvent = 1;

  constructor(simulation: Simulation, spacing: number) {
    super();
    this.simulation = simulation;
    this.spacing = spacing;
  }

  override reset(): void {
    super.reset();
    this.checkpoints.length = 0;
    this.nextEvent = 1;
  }

  override add(): number {
    return -1;
  }

  override begin(
    kind: TraceKind,
    atUs: Micros,
    at: NodeId,
    peer: NodeId,
    content: unknown,
    _cause: number,
  ): void {
    const { events, hash, nodeCount } = this.simulation;
    if (events < this.nextEvent || !EVENT_KINDS.includes(kind)) return;
    this.nextEvent = events + this.spacing;
    const what = wordsOf(kind, at, peer, content, nodeCount);
    this.checkpoints.push({ event: events, atUs, what, hash: hash.digest() });
  }
}

function wordsOf(
  kind: TraceKind,
  at: NodeId,
  peer: NodeId,
  content: unknown,
  nodeCount: number,
): string {
  const ends = [peer, at].filter((end) => end >= 0).map((end) => formatEndpoint(end, nodeCount));
  return [kind, typeOf(content), ends.join(' → ')].filter((part) => part !== '').join(' ');
}

function typeOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (typeof content !== 'object' || content === null) return '';
  if ('type' in content) return String(content.type);
  return 'sequence' in content ? `#${content.sequence}` : '';
}

/** Where two runs of what should be one trial part. */
export interface DivergingInterval {
  /** The last checkpoint that both have; undefined where they differ from the beginning. */
  readonly lastCommon: Checkpoint | undefined;
  /** The first checkpoint that they do not share; undefined where a run has none after the last common one. */
  readonly expected: Checkpoint | undefined;
  readonly found: Checkpoint | undefined;
}

/** The first interval between checkpoints in which two runs differ. */
export function divergingInterval(
  expected: readonly Checkpoint[],
  found: readonly Checkpoint[],
): DivergingInterval {
  const differing = expected.findIndex(
    ({ event, hash }, index) => found[index]?.event !== event || found[index]?.hash !== hash,
  );
  const first = differing < 0 ? expected.length : differing;
  return { lastCommon: expected[first - 1], expected: expected[first], found: found[first] };
}
