import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Capsule, capsuleText, sealCapsule } from '../experiment/capsule.ts';
import { configHash } from '../experiment/config/config-hash.ts';
import type { ResultsFolder } from '../experiment/results-folder.ts';
import { MAX_EXECUTIONS, shrinkTrial } from '../experiment/shrink/shrink-trial.ts';
import { TrialRunner } from '../experiment/trial.ts';
import type { TrialPlan } from '../experiment/trial-plan.ts';
import type { TallyEntry, ViolationTally } from '../experiment/violation-tally.ts';
import { SHRINK_LIMIT_MS, ShrinkBar, timeLimit } from './shrink-progress.ts';
import { packageVersion } from './version.ts';

/** A capsule and the file that it was written to. */
export interface WrittenCapsule {
  readonly capsule: Capsule;
  readonly path: string;
}

/** A batch whose violations are to be sealed. */
export interface SealedBatch {
  readonly plan: TrialPlan;
  readonly folder: ResultsFolder;
  readonly tally: ViolationTally;
  readonly trials: number;
  readonly isShrunk: boolean;
  readonly isQuiet: boolean;
}

/** More ways of breaking than this are counted in the rows, and not sealed. */
const MOST_CAPSULES = 20;

/** How long all capsules of a batch may be shrunk; what is left then is sealed as it was found. */
const BATCH_LIMIT_MS = 3 * SHRINK_LIMIT_MS;

/** Writes one capsule a fingerprint into `violations/`, in place of those that an earlier run left there. */
export async function writeCapsules(batch: SealedBatch): Promise<WrittenCapsule[]> {
  const { plan, folder, tally } = batch;
  tally.explain(new TrialRunner(plan));
  const violations = join(folder.path, 'violations');
  await folder.guard(() => removeCapsules(violations));
  const isOver = timeLimit(BATCH_LIMIT_MS);
  const written: WrittenCapsule[] = [];
  for (const entry of tally.entries.slice(0, MOST_CAPSULES)) {
    const capsule = sealed(batch, entry, isOver);
    if (capsule === undefined) continue;
    const path = join(violations, `${entry.fingerprint}.json`);
    await folder.guard(async () => {
      await mkdir(violations, { recursive: true });
      await writeFile(path, capsuleText(capsule));
    });
    written.push({ capsule, path });
  }
  return written;
}

/** Undefined where the trial does not fail any more: it is not deterministic, which is told elsewhere. */
function sealed(
  { plan, trials, isShrunk, isQuiet }: SealedBatch,
  { property, firstTrials, failing }: TallyEntry,
  isOver: () => boolean,
): Capsule | undefined {
  const bar = new ShrinkBar(!isQuiet);
  const isTooLong = timeLimit(SHRINK_LIMIT_MS);
  const { name: config } = plan.config;
  const origin = { config, configHash: configHash(plan.config), trials, failing, firstTrials };
  try {
    const shrunk = shrinkTrial(plan, firstTrials[0] as number, {
      property,
      maxExecutions: isShrunk && !isOver() ? MAX_EXECUTIONS : 1,
      isOutOfTime: () => isTooLong() || isOver(),
      onProgress: bar.show,
    });
    return sealCapsule(shrunk, origin, packageVersion());
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  } finally {
    bar.stop();
  }
}

async function removeCapsules(violations: string): Promise<void> {
  const names = await readdir(violations).catch(() => []);
  for (const name of names) {
    if (/-[0-9a-f]{8}\.json$/.test(name)) await rm(join(violations, name));
  }
}
