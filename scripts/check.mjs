// What a change must pass before it is committed, in about a minute: `npm run check`. Of the slow tests it runs those of
// the protocols that the change touches: all of them take some minutes, and are for CI.
//
//   --all                run every slow test
//   --verbose            show the output of steps that pass, too
//   --tests-from=FILE    take the tests' counts from an earlier run of all instead of running any
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { changedProtocols } from './changed-protocols.mjs';

const staticSteps = {
  types: 'check:types',
  'types of the pure layers': 'check:pure',
  layers: 'check:layers',
  'unused code': 'check:unused',
  lint: 'check:lint',
  format: 'check:format',
  package: 'check:package',
};
const SLOW = '--project=slow';
const countsFile = '.reports/vitest.json';

const { values: options } = parseArgs({
  options: {
    all: { type: 'boolean' },
    verbose: { type: 'boolean' },
    'tests-from': { type: 'string' },
  },
});
const earlierCounts = options['tests-from'];
const total = { passed: 0, failed: 0 };

// Types of bench and the package check read dist; the tests want both cores to themselves.
await runStep('build', 'build');
await runTwoAtATime(Object.entries(staticSteps));
if (earlierCounts) addTests(earlierCounts, true);
else if (options.all) await runTests('tests');
else {
  await runTests('quick tests', '--project=quick');
  const { names, slowTests } = await changedProtocols();
  // The names of these tests begin with the name of the protocol.
  const ofThem = ['--testNamePattern', `\\b(${names.join('|')})\\b`];
  if (names.length > 0)
    await runTests(`conformance: ${names}`, SLOW, 'test/conformance', ...ofThem);
  if (slowTests.length > 0) await runTests('their slow tests', SLOW, ...slowTests);
}

console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** @param {[string, string][]} steps */
async function runTwoAtATime(steps) {
  const waiting = [...steps];
  const lane = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) await runStep(...step);
  };
  await Promise.all([lane(), lane()]);
}

/**
 * @param {string} name
 * @param {string} script
 */
async function runStep(name, script) {
  const { ok, output, seconds } = await runScript(script);
  total[ok ? 'passed' : 'failed'] += 1;
  printStep(name, ok, seconds, output);
}

/**
 * @param {string} name
 * @param {...string} args of vitest
 */
async function runTests(name, ...args) {
  // Counts of an earlier run must not stand in for a run that ended before it could count.
  rmSync(countsFile, { force: true });
  const { ok, output, seconds } = await runScript(
    'check:tests',
    { COORDSIM_TEST_COUNTS: countsFile },
    args,
  );
  printStep(name, ok, seconds, output);
  addTests(countsFile, ok);
}

/**
 * Adds one to the failures when the run as a whole failed though no test did, and when no test ran.
 *
 * @param {string} file
 * @param {boolean} runPassed
 */
function addTests(file, runPassed) {
  const counts = readCounts(file);
  total.passed += counts.passed;
  total.failed += counts.failed;
  if (counts.failed === 0 && (!runPassed || counts.passed === 0)) total.failed += 1;
}

/** @param {string} file */
function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 0 };
  }
}

/**
 * @param {string} name
 * @param {boolean} ok
 * @param {number} seconds
 * @param {string} output
 */
function printStep(name, ok, seconds, output) {
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name.padEnd(26)} ${seconds.toFixed(1).padStart(5)} s`);
  if (!ok || options.verbose) console.log(output.trimEnd());
}

/**
 * @param {string} script a script of package.json
 * @param {Record<string, string>} [env]
 * @param {string[]} [args] of the script
 * @returns {Promise<{ ok: boolean, output: string, seconds: number }>}
 */
function runScript(script, env = {}, args = []) {
  const start = performance.now();
  return new Promise((resolve) => {
    const child = spawn('npm', ['run', '--silent', script, '--', ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let output = '';
    const collect = (/** @type {Buffer} */ chunk) => {
      output += chunk;
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const finish = (/** @type {boolean} */ ok) =>
      resolve({ ok, output, seconds: (performance.now() - start) / 1000 });
    child.on('error', () => finish(false));
    child.on('close', (status) => finish(status === 0));
  });
}
