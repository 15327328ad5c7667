import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../bench/peers/', import.meta.url));

/** What ours is measured against. Each peer that this machine lacks is undefined, and the report says so. */
export interface Peers {
  readonly simpy:
    | { readonly version: string; run(job: 'schedule' | 'broadcast'): number }
    | undefined;
  readonly cpp: { readonly version: string; run(): number } | undefined;
}

export function findPeers(): Peers {
  return { simpy: findSimpy(), cpp: findCpp() };
}

function findSimpy(): Peers['simpy'] {
  for (const python of ['/usr/bin/python3', 'python3']) {
    const script = join(FOLDER, 'simpy_peer.py');
    const version = tryRun(python, [script, 'version']);
    if (version === undefined) continue;
    const counts = { schedule: 500_000, broadcast: 200_000 };
    return {
      version: `SimPy ${version}`,
      run: (job) => Number(tryRun(python, [script, job, String(counts[job])])),
    };
  }
  return undefined;
}

function findCpp(): Peers['cpp'] {
  const binary = join(mkdtempSync(join(tmpdir(), 'coordsim-bench-')), 'priority_queue');
  const source = join(FOLDER, 'priority_queue.cpp');
  if (tryRun('g++', ['-O2', '-o', binary, source]) === undefined) return undefined;
  return {
    version: `g++ ${tryRun('g++', ['-dumpfullversion'])} -O2`,
    run: () => Number(tryRun(binary, [])),
  };
}

function tryRun(command: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(command, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}
