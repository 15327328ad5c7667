// Runs after `npm ci` and `npm install` in a checkout: builds dist, and installs the other releases
// of Node.js that the determinism tests compare with.
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { otherRuntimes } from './runtimes/index.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

if (!existsSync(`${root}/node_modules/typescript`)) {
  console.log('coordsim: installed without development packages, so nothing is built.');
} else {
  const [build] = await Promise.all([buildFromScratch(), installRuntimes()]);
  process.exitCode = build;
}

/** A module that was renamed must not live on in dist. */
function buildFromScratch() {
  rmSync(`${root}/dist`, { recursive: true, force: true });
  return run('npm', ['run', '--silent', 'build'], root);
}

async function installRuntimes() {
  if (otherRuntimes().every((runtime) => runtime.isInstalled)) return;
  const status = await run('npm', ['ci', '--loglevel=error'], `${root}/scripts/runtimes`);
  if (status !== 0) {
    console.warn(
      'coordsim: other releases of Node.js could not be installed; their tests will fail.',
    );
  }
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<number>} the exit status
 */
function run(command, args, cwd) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    child.on('error', () => resolve(1));
    child.on('close', (status) => resolve(status ?? 1));
  });
}
