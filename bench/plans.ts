import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  findProtocol,
  parseConfig,
  planTrials,
  protocols,
  registryOf,
  type TrialPlan,
  TrialRunner,
} from '../dist/index.js';
import { cpuSeconds } from './cpu-time.js';

/** The plan of a committed config. */
export function planOf(path: string, changes: Readonly<Record<string, string>> = {}): TrialPlan {
  const folder = fileURLToPath(new URL('../sim-configs/', import.meta.url));
  const readFile = (file: string): string => readFileSync(`${folder}${file}`, 'utf8');
  const overrides = Object.entries(changes).map(([key, value]) => ({ key, value }));
  const source = { name: path, readFile };
  const config = parseConfig(readFile(path), source, registryOf(protocols), overrides);
  return planTrials(config, findProtocol(config.protocol));
}

/** Runs the next so many trials of a plan, and gives CPU seconds a trial. */
export function trialSeconds(plan: TrialPlan): (count: number) => number {
  const runner = new TrialRunner(plan);
  let next = 0;
  return (count) => {
    const seconds = cpuSeconds(() => {
      for (let trial = 0; trial < count; trial++) runner.run(next++);
    });
    return seconds / count;
  };
}
