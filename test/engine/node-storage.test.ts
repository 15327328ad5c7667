import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Log } from '../../src/core/storage.ts';
import { NodeStorage } from '../../src/engine/node-storage.ts';

/** What a log holds, as a plain copy. */
interface Content {
  readonly start: number;
  readonly records: readonly number[];
}

function contentOf(log: Log<number>): Content {
  return { start: log.start, records: log.slice(log.start) };
}

function lengthOf({ start, records }: Content): number {
  return start + records.length;
}

const EMPTY: Content = { start: 0, records: [] };

/** A disk that keeps a whole copy of the log for every write. */
class CopyingDisk {
  private readonly versions: Content[] = [EMPTY];
  private durable = 0;

  get present(): Content {
    return this.versions.at(-1) as Content;
  }

  get unsynced(): number {
    return this.versions.length - 1 - this.durable;
  }

  /** No state that a crash could go through is shorter: those that a torn write may leave included. */
  get durableLength(): number {
    return Math.min(...this.versions.slice(this.durable).map(lengthOf));
  }

  append(record: number): void {
    const { start, records } = this.present;
    this.versions.push({ start, records: [...records, record] });
  }

  truncate(length: number): void {
    const { start, records } = this.present;
    if (length >= lengthOf(this.present)) return;
    const kept = records.slice(0, Math.max(0, length - start));
    if (kept.length < records.length) this.versions.push({ start, records: kept });
  }

  discardBefore(start: number): void {
    const { start: before, records } = this.present;
    if (start > before) this.versions.push({ start, records: records.slice(start - before) });
  }

  sync(): void {
    this.durable = this.versions.length - 1;
  }

  crash(kept: number): void {
    this.versions.length = Math.min(this.versions.length, this.durable + kept + 1);
    this.sync();
  }
}

type Deed =
  | { readonly kind: 'append'; readonly record: number }
  | { readonly kind: 'truncate' | 'discardBefore'; readonly at: number }
  | { readonly kind: 'sync' }
  | { readonly kind: 'crash'; readonly kept: number };

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('append'), record: fc.nat(99) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('truncate', 'discardBefore'), at: fc.nat(12) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sync') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash'), kept: fc.nat(4) }) },
);

describe('a log on a disk', () => {
  test('holds, loses and admits to what a disk does that copies the log at every write', () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
        const disk = new NodeStorage(() => disk.completeSync(disk.end));
        const log = disk.log<number>('log');
        const naive = new CopyingDisk();
        for (const step of deeds) {
          switch (step.kind) {
            case 'append':
              log.append(step.record);
              naive.append(step.record);
              break;
            case 'sync':
              disk.sync();
              naive.sync();
              break;
            case 'crash':
              disk.crash(step.kept);
              naive.crash(step.kept);
              break;
            default:
              log[step.kind](step.at);
              naive[step.kind](step.at);
          }
          expect(contentOf(log)).toEqual(naive.present);
          expect(log.length).toBe(lengthOf(naive.present));
          expect(disk.unsynced).toBe(naive.unsynced);
          expect(log.durableLength).toBe(naive.durableLength);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  test('keeps the indices of what is left when its beginning is discarded', () => {
    const log = new NodeStorage(() => {}).log<string>('log');
    for (const record of ['a', 'b', 'c', 'd']) log.append(record);
    log.discardBefore(2);
    expect([log.start, log.length]).toEqual([2, 4]);
    expect([log.at(1), log.at(2), log.at(3), log.at(4)]).toEqual([undefined, 'c', 'd', undefined]);
    expect([log.slice(0), log.slice(3), log.slice(0, 3), log.slice(0, 1)]).toEqual([
      ['c', 'd'],
      ['d'],
      ['c'],
      [],
    ]);
  });

  test('goes on, empty, behind a gap', () => {
    const log = new NodeStorage(() => {}).log<string>('log');
    log.append('a');
    log.discardBefore(7);
    log.append('h');
    expect([log.start, log.length, log.at(0), log.at(7)]).toEqual([7, 8, undefined, 'h']);
  });

  test('is whole again after a crash that a sync did not forestall', () => {
    const disk = new NodeStorage(() => disk.completeSync(disk.end));
    const log = disk.log<string>('log');
    for (const record of ['a', 'b', 'c']) log.append(record);
    disk.sync();
    log.discardBefore(5);
    log.append('f');
    expect(log.durableLength).toBe(3);
    disk.crash(0);
    expect([log.start, log.slice(0)]).toEqual([0, ['a', 'b', 'c']]);
  });
});
