import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { runCommandLine } from '../../src/cli/program.ts';

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

  /** Calls the command here, as if on a pipe, without a process of its own: most of a short process is its start. */
  async coordsim(...args: readonly string[]): Promise<Ended> {
    const before = { folder: process.cwd(), exitCode: process.exitCode };
    const stdout = new Capture(process.stdout);
    const stderr = new Capture(process.stderr);
    process.chdir(this.path);
    try {
      const code = await runCommandLine(args);
      return { code, stdout: stdout.text, stderr: stderr.text };
    } finally {
      process.chdir(before.folder);
      process.exitCode = before.exitCode;
      stdout.end();
      stderr.end();
    }
  }

  /** Runs the built command here, as a process on a pipe. */
  process(...args: readonly string[]): Ended {
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

/** Keeps what is written to a stream, which is no terminal for as long. */
class Capture {
  text = '';
  private readonly stream: NodeJS.WriteStream;
  private readonly before: PropertyDescriptorMap;

  constructor(stream: NodeJS.WriteStream) {
    this.stream = stream;
    const { write, isTTY } = Object.getOwnPropertyDescriptors(stream);
    this.before = { ...(write && { write }), ...(isTTY && { isTTY }) };
    const keep = (text: string): boolean => {
      this.text += text;
      return true;
    };
    Object.defineProperties(stream, {
      write: { value: keep, configurable: true },
      isTTY: { value: false, configurable: true },
    });
  }

  end(): void {
    for (const name of ['write', 'isTTY'] as const) Reflect.deleteProperty(this.stream, name);
    Object.defineProperties(this.stream, this.before);
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
