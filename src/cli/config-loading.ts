import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { SimConfig } from '../core/sim-config.ts';
import { nearest } from '../experiment/config/names.ts';
import type { Override } from '../experiment/config/overrides.ts';
import { parseConfig } from '../experiment/config/parse.ts';
import type { ConfigRegistry } from '../experiment/config/registry.ts';
import { registryOf } from '../experiment/configure.ts';
import { protocols } from '../protocols/index.ts';
import type { ConfigOptions } from './command-line.ts';
import { UsageError } from './usage-error.ts';

/** Everything that a config on the command line may name. */
export const registry: ConfigRegistry = registryOf(protocols);

/** A config as read from a file. */
export interface LoadedConfig {
  readonly file: string;
  readonly text: string;
  readonly overrides: readonly Override[];
  readonly config: SimConfig;
}

/** Reads and checks a config. Throws `UsageError` when there is no such file, `ConfigError` when it is wrong. */
export function loadConfig(
  file: string,
  { set, seed, trials, beyondTolerance }: ConfigOptions & { readonly trials?: number },
): LoadedConfig {
  const overrides = set.map(parseAssignment);
  if (seed !== undefined) {
    overrides.push({ key: 'seed', value: JSON.stringify(seed), written: `--seed ${seed}` });
  }
  if (trials !== undefined) {
    overrides.push({ key: 'trials', value: String(trials), written: `--trials ${trials}` });
  }
  if (beyondTolerance) {
    overrides.push({ key: 'beyond-tolerance', value: 'true', written: '--beyond-tolerance' });
  }
  const text = readConfig(file);
  const source = {
    name: file,
    readFile: (path: string) => readFileSync(resolve(dirname(file), path), 'utf8'),
  };
  return { file, text, overrides, config: parseConfig(text, source, registry, overrides) };
}

function parseAssignment(assignment: string): Override {
  const equals = assignment.indexOf('=');
  if (equals <= 0) {
    throw new UsageError(
      `--set ${assignment}: found no key and value; write key=value, such as --set network.loss=0.1`,
    );
  }
  return { key: assignment.slice(0, equals).trim(), value: assignment.slice(equals + 1) };
}

function readConfig(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EISDIR')
      throw new UsageError(`${file} is a folder; name one config${hint(file)}`);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new UsageError(`there is no config ${file}${hint(file)}`);
    }
    if (code === 'EACCES') throw new UsageError(`${file} cannot be read: permission is denied`);
    throw error;
  }
}

/** Asks whether another file was meant: one of a similar name beside it, or the same name below sim-configs/. */
function hint(file: string): string {
  const beside = configsIn(dirname(file));
  const inside = configsIn(file);
  const below = configsIn('sim-configs', true);
  const meant =
    inside[0] ??
    below.find((path) => path === join('sim-configs', `${file.replace(/\.ya?ml$/, '')}.yaml`)) ??
    nearestPath(file, beside) ??
    nearestPath(file, below);
  return meant === undefined ? '' : ` (did you mean ${meant}?)`;
}

function nearestPath(file: string, paths: readonly string[]): string | undefined {
  const byName = nearest(
    basename(file),
    paths.map((path) => basename(path)),
  );
  const whole = nearest(file, paths);
  return whole ?? paths.find((path) => basename(path) === byName);
}

function configsIn(folder: string, recursive = false): string[] {
  try {
    return readdirSync(folder, { recursive, encoding: 'utf8' })
      .filter((name) => /\.ya?ml$/.test(name))
      .sort((a, b) => (a < b ? -1 : 1))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
