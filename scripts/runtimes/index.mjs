import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('./', import.meta.url);

/**
 * The other releases of Node.js that trace hashes are compared on, from this folder's lock file, and
 * whether each is installed. Empty where npm has no binaries for the platform.
 *
 * @returns {{ name: string, version: string, binary: string, isInstalled: boolean }[]}
 */
export function otherRuntimes() {
  const lock = readJson('package-lock.json');
  return Object.entries(lock.packages)
    .filter(([path]) => path.endsWith(`-${process.platform}-${process.arch}`))
    .map(([path, { version }]) => ({
      name: path.slice('node_modules/'.length),
      version,
      binary: fileURLToPath(new URL(`${path}/bin/node`, folder)),
      isInstalled: readJson(`${path}/package.json`)?.version === version,
    }));
}

/** @param {string} path */
function readJson(path) {
  const url = new URL(path, folder);
  return existsSync(url) ? JSON.parse(readFileSync(url, 'utf8')) : undefined;
}
