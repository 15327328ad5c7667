import { mkdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { SimConfig } from '../core/sim-config.ts';
import { canonicalJson, configHash } from './config/config-hash.ts';

/** Everything about a run that its rows do not say. */
export interface Manifest {
  /** The version of coordsim that began the run. */
  readonly coordsim: string;
  /** The version of Node.js that began the run. */
  readonly node: string;
  /** What was typed. */
  readonly command: string;
  /** The root seed: that of trial k is `<seed>:<k>`. */
  readonly seed: string;
  readonly trials: number;
  readonly configHash: string;
  readonly config: {
    readonly file: string;
    /** The YAML as written, and what the command line put in its place. */
    readonly text: string;
    readonly overrides: readonly string[];
    /** What the trials ran on: with this, the file and the files beside it are not needed any more. */
    readonly normalised: SimConfig;
  };
}

/** Something about a results folder that its user must change. The message names the path. */
export class ResultsError extends Error {
  override readonly name = 'ResultsError';
}

/** What to do where a run has been before. */
export type OpenMode = 'new' | 'resume' | 'force';

/** The folder of one run. */
export class ResultsFolder {
  readonly path: string;
  readonly manifest: string;
  readonly trials: string;
  readonly summary: string;
  private readonly unfinishedSummary: string;

  constructor(path: string) {
    this.path = path;
    this.manifest = join(path, 'manifest.json');
    this.trials = join(path, 'trials.csv');
    this.summary = join(path, 'summary.csv');
    this.unfinishedSummary = `${this.summary}.part`;
  }

  /**
   * Claims the folder for a run. Nothing is overwritten without `force`, and then only the files of a run; `resume`
   * wants the same config and seed. Throws `ResultsError`.
   */
  async claim(manifest: Manifest, mode: OpenMode): Promise<void> {
    await this.guard(() => makeFolder(resolve(this.path)));
    if (mode === 'force') await this.guard(() => this.removeRun());
    if (mode === 'resume') await this.requireSameRun(manifest);
    if (mode !== 'resume') await this.requireNoRun(manifest);
    if (await exists(this.manifest)) return;
    // With `wx` two runs that start at once cannot both have the folder.
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    await this.guard(() => writeFile(this.manifest, text, { flag: 'wx' }));
  }

  /** Reads the manifest. Throws `ResultsError` when there is none, or when it is not as a run wrote it. */
  async readManifest(): Promise<Manifest> {
    let text: string;
    try {
      text = await readFile(this.manifest, 'utf8');
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw this.explained(error, 'read');
      throw new ResultsError(`${this.path} holds no results: it has no manifest.json`);
    }
    const manifest = parseManifest(text);
    if (manifest === undefined) {
      throw new ResultsError(`${this.manifest} is not the manifest of a run, or has been changed`);
    }
    return manifest;
  }

  /** Cuts trials.csv to its first so many bytes. */
  async cutTrials(bytes: number): Promise<void> {
    await this.guard(() =>
      bytes === 0 ? rm(this.trials, { force: true }) : truncate(this.trials, bytes),
    );
  }

  /** Writes summary.csv, in whole or not at all: that it is there says that the run is finished. */
  async writeSummary(text: string): Promise<void> {
    await this.guard(async () => {
      await writeFile(this.unfinishedSummary, text);
      await rename(this.unfinishedSummary, this.summary);
    });
  }

  async hasTrials(): Promise<boolean> {
    return await exists(this.trials);
  }

  /** Runs something that touches the folder, and says in its errors what is wrong with which path. */
  async guard<R>(touch: () => Promise<R>): Promise<R> {
    try {
      return await touch();
    } catch (error) {
      throw this.explained(error, 'write');
    }
  }

  private async removeRun(): Promise<void> {
    // The manifest goes last: while it is there, what is left is still known as a run.
    const { summary, unfinishedSummary, trials, manifest } = this;
    for (const path of [summary, unfinishedSummary, trials, manifest]) {
      await rm(path, { force: true });
    }
  }

  private async requireNoRun(manifest: Manifest): Promise<void> {
    const present = await firstPresent([this.manifest, this.trials, this.summary]);
    if (present === undefined) return;
    const what = await this.describeRun(manifest);
    throw new ResultsError(`${this.path} ${what}`);
  }

  private async describeRun(manifest: Manifest): Promise<string> {
    const overwrite = 'overwrite it with --force, or write elsewhere with --out DIR';
    const earlier = await this.readManifest().catch(() => undefined);
    if (earlier === undefined) return `holds files that may be another run's; ${overwrite}`;
    const differs = difference(earlier, manifest);
    if (differs !== undefined)
      return `holds another run, which differs in ${differs}; ${overwrite}`;
    if (await exists(this.summary)) return `holds this run, finished; ${overwrite}`;
    return `holds this run, unfinished; go on with --resume, ${overwrite}`;
  }

  private async requireSameRun(manifest: Manifest): Promise<void> {
    const hasManifest = await exists(this.manifest);
    if (!hasManifest && !(await exists(this.trials))) return;
    const differs = difference(await this.readManifest(), manifest);
    if (differs === undefined) return;
    const advice = 'overwrite it with --force, or write elsewhere with --out DIR';
    throw new ResultsError(
      `${this.path} cannot be resumed: the run there differs in ${differs}; ${advice}`,
    );
  }

  private explained(error: unknown, deed: 'read' | 'write'): unknown {
    const code = codeOf(error);
    const reason = code === undefined ? undefined : REASONS.get(code);
    if (reason === undefined || error instanceof ResultsError) return error;
    const path = error instanceof Error && 'path' in error ? String(error.path) : this.path;
    return new ResultsError(`cannot ${deed} ${path}: ${reason}`);
  }
}

/** What the errors of a file system mean that are its user's to mend. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'permission is denied'],
  ['EPERM', 'permission is denied'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EFBIG', 'the file would be too large'],
  ['EEXIST', 'a file is in the way'],
  ['ENOTDIR', 'a file is in the way'],
  ['ENOENT', 'no folder can be made there'],
  ['EISDIR', 'a folder is in the way'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['ELOOP', 'symbolic links lead in a circle'],
  ['EMFILE', 'too many files are open'],
  ['EIO', 'the disk does not work'],
]);

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** Makes a folder and those above it. Node's own recursion never ends where, as in /proc, none can be made. */
async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return;
  if (dirname(path) !== path) await makeFolder(dirname(path));
  try {
    await mkdir(path);
  } catch (error) {
    // Another run may have made it in the meantime.
    if (!(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function exists(path: string): Promise<boolean> {
  return (await firstPresent([path])) !== undefined;
}

async function firstPresent(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const isPresent = await stat(path).then(
      () => true,
      () => false,
    );
    if (isPresent) return path;
  }
  return undefined;
}

/** Reads a manifest; undefined when the text is none, or when its config is not the one that its hash names. */
function parseManifest(text: string): Manifest | undefined {
  try {
    const manifest: Manifest = JSON.parse(text);
    return configHash(manifest.config.normalised) === manifest.configHash ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/** The first thing in which two runs differ, undefined when they are the same. */
function difference(earlier: Manifest, present: Manifest): string | undefined {
  if (earlier.configHash === present.configHash) return undefined;
  const before = new Map(Object.entries(earlier.config.normalised));
  const now = new Map(Object.entries(present.config.normalised));
  const keys = [...new Set([...before.keys(), ...now.keys()])].filter((key) => key !== 'name');
  const changed = keys.filter(
    (key) => canonicalJson(before.get(key)) !== canonicalJson(now.get(key)),
  );
  return changed.join(', ') || 'config';
}
