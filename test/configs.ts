import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseConfig } from '../src/experiment/config/parse.ts';
import { registryOf } from '../src/experiment/configure.ts';
import { planTrials, type TrialPlan } from '../src/experiment/trial-plan.ts';
import { findProtocol, protocols } from '../src/protocols/index.ts';

/** Every committed config, as a path below sim-configs/. */
export const configPaths: readonly string[] = readdirSync('sim-configs', { recursive: true })
  .map(String)
  .filter((path) => path.endsWith('.yaml'))
  .sort();

/** The plan of a committed config, with keys set as `--set` would. */
export function planOf(path: string, changes: Readonly<Record<string, string>> = {}): TrialPlan {
  const file = join('sim-configs', path);
  const source = {
    name: file,
    readFile: (name: string) => readFileSync(join(dirname(file), name), 'utf8'),
  };
  const overrides = Object.entries(changes).map(([key, value]) => ({ key, value }));
  const text = readFileSync(file, 'utf8');
  const config = parseConfig(text, source, registryOf(protocols), overrides);
  return planTrials(config, findProtocol(config.protocol));
}
