// Prints the trace hash of the first trial of each given config at seed 42, from the build. Run by any version of Node.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  findProtocol,
  parseConfig,
  planTrials,
  protocols,
  registryOf,
  TrialRunner,
} from '../../dist/index.js';

const hashes = process.argv.slice(2).map((path) => {
  const file = join('sim-configs', path);
  const source = {
    name: file,
    readFile: (/** @type {string} */ name) => readFileSync(join(dirname(file), name), 'utf8'),
  };
  const seed = [{ key: 'seed', value: '42' }];
  const config = parseConfig(readFileSync(file, 'utf8'), source, registryOf(protocols), seed);
  const runner = new TrialRunner(planTrials(config, findProtocol(config.protocol)));
  return [path, runner.run(0).traceHash];
});
console.log(JSON.stringify(Object.fromEntries(hashes)));
