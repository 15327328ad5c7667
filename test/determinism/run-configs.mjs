// Runs configs by the built command, one after the other in one process: N trials on so many workers, into out/0, out/1, …
import { join } from 'node:path';
import { runCommandLine } from '../../dist/cli/program.js';

const [trials = '', jobs = '', out = '', ...configs] = process.argv.slice(2);
for (const [index, config] of configs.entries()) {
  const options = [
    '--trials',
    trials,
    '--jobs',
    jobs,
    '--out',
    join(out, String(index)),
    '--quiet',
  ];
  const code = await runCommandLine(['run', `sim-configs/${config}`, ...options]);
  // So few trials may not reach every `sometimes`, which is exit code 5; the files are there.
  if (code !== 0 && code !== 5) throw new Error(`${config} ended with ${code}`);
}
process.exitCode = 0;
