import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

/** The built command, as `npx coordsim` runs it. */
export const MAIN: string = resolve('dist/cli/main.js');

/** What a command printed, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own for one test, gone when the test is over. */
export class Scratch {
  readonly path: string = mkdtempSync(join(tmpdir(), 'coordsim-cli-'));

  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.path, name), text);
    onTestFinished(() => rmSync(this.path, { recursive: true, force: true }));
  }

  file(name: string): string {
    return join(this.path, name);
  }

  read(name: string): string {
    return readFileSync(this.file(name), 'utf8');
  }

  /** Runs the command here, on a pipe. */
  coordsim(...args: readonly string[]): Ended {
    return ended(spawnSync(process.execPath, [MAIN, ...args], { ...this.surroundings }));
  }

  /** Runs a line of shell here, in which `npx coordsim` is the built command. */
  shell(line: string): Ended {
    const script = `npx() { shift; "${process.execPath}" "${MAIN}" "$@"; }\n${line}`;
    return ended(spawnSync('bash', ['-c', script], { ...this.surroundings }));
  }

  private get surroundings(): { readonly cwd: string; readonly encoding: 'utf8' } {
    return { cwd: this.path, encoding: 'utf8' };
  }
}

function ended({ status, stdout, stderr }: SpawnSyncReturns<string>): Ended {
  return { code: status, stdout, stderr };
}

/** Five nodes on links that lose every fifth message: it passes, and exercises every property. */
export const LOSSY = `protocol: echo
nodes: 5
trials: 40
duration: 1s
settle: 5s
network:
  latency: 5ms
  loss: 0.2
`;
