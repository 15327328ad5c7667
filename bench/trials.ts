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
import { silence } from './engine.js';

/** The plan of a committed config. */
export function planOf(path: string, changes: Readonly<Record<string, string>> = {}): TrialPlan {
  const folder = fileURLToPath(new URL('../sim-configs/', import.meta.url));
  const text = readFileSync(`${folder}${path}`, 'utf8');
  const source = {
    name: path,
    readFile: (file: string) => readFileSync(`${folder}${file}`, 'utf8'),
  };
  const overrides = Object.entries(changes).map(([key, value]) => ({ key, value }));
  const config = parseConfig(text, source, registryOf(protocols), overrides);
  return planTrials(config, findProtocol(config.protocol));
}

/** Trials a second of CPU time, on one core, for as long as it takes to run `count` of them. */
export function trialRate(plan: TrialPlan, count: number, hashes = true): () => number {
  const runner = new TrialRunner(plan);
  if (!hashes) silence(runner.simulation.hash);
  let next = 0;
  return () => {
    const seconds = cpuSeconds(() => {
      for (let index = 0; index < count; index++) runner.run(next++);
    });
    return count / seconds;
  };
}

/** The same plan without its safety properties. */
export function withoutChecks(plan: TrialPlan): TrialPlan {
  return { ...plan, invariants: [] };
}
