import type { UnpackedRecord } from '../../../src/report/viewer/trace-columns.ts';
import type { ViewedTrial } from '../../../src/report/viewer/viewed-trial.ts';
import { StateTimelines } from './state-timelines.ts';
import type { Step } from './steps.ts';

/** How an endpoint is after a step. */
export interface LaneState {
  readonly isDown: boolean;
  readonly isPaused: boolean;
  /** It lies, or the adversary holds its key, or it counts as faulty. */
  readonly isCorrupt: boolean;
  /** Apart from the largest group of nodes that hear each other. */
  readonly isCutOff: boolean;
  /** It claims to hold a duty, such as `leader`. */
  readonly hasDuty: boolean;
}

const DOWN = 1;
const PAUSED = 2;
const CUT_OFF = 4;
const DUTY = 8;
const CORRUPT = 16;

/** How each endpoint is after each step. */
export class LaneStates {
  private readonly flags: Uint8Array;
  private readonly width: number;

  constructor(viewed: ViewedTrial, records: readonly UnpackedRecord[], steps: readonly Step[]) {
    this.width = viewed.nodeCount + viewed.clientCount;
    this.flags = new Uint8Array(steps.length * this.width);
    const states = new StateTimelines(viewed);
    const present = new Uint8Array(this.width);
    for (const step of steps) {
      for (let record = step.first; record <= step.last; record++) {
        strike(present, records[record] as UnpackedRecord);
      }
      for (let endpoint = 0; endpoint < this.width; endpoint++) {
        let flags = present[endpoint] as number;
        if (isCutOff(viewed, endpoint, step.atUs)) flags |= CUT_OFF;
        if ((flags & DOWN) === 0 && states.dutiesOf(endpoint, step.last).length > 0) flags |= DUTY;
        this.flags[step.index * this.width + endpoint] = flags;
      }
    }
  }

  after(step: number, endpoint: number): LaneState {
    const flags = this.flags[step * this.width + endpoint] ?? 0;
    return {
      isDown: (flags & DOWN) !== 0,
      isPaused: (flags & PAUSED) !== 0,
      isCorrupt: (flags & CORRUPT) !== 0,
      isCutOff: (flags & CUT_OFF) !== 0,
      hasDuty: (flags & DUTY) !== 0,
    };
  }
}

/** What the engine observes of a node that a fault strikes, or that comes back. */
function strike(present: Uint8Array, { kind, at, content }: UnpackedRecord): void {
  const before = present[at] ?? 0;
  // Between its restart and this, a process has no memory yet.
  if (kind === 'booted') present[at] = before & ~DOWN;
  if (kind !== 'observed' || at < 0) return;
  switch ((content as { readonly type: string }).type) {
    case 'node:crashed':
      present[at] = (before & CORRUPT) | DOWN;
      return;
    case 'node:corrupted':
      present[at] = before | CORRUPT;
      return;
    case 'node:paused':
      present[at] = before | PAUSED;
      return;
    case 'node:resumed':
      present[at] = before & ~PAUSED;
  }
}

function isCutOff({ spans }: ViewedTrial, endpoint: number, atUs: number): boolean {
  return spans.some(
    ({ kind, endpoints, fromUs, toUs = Number.POSITIVE_INFINITY }) =>
      kind === 'cutOff' && atUs >= fromUs && atUs < toUs && endpoints.includes(endpoint),
  );
}
