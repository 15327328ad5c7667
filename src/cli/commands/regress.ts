import { writeFileSync } from 'node:fs';
import { planCapsule } from '../../experiment/capsule-schema.ts';
import { regressionTest } from '../../experiment/regression-test.ts';
import { loadCapsule } from '../capsule-loading.ts';
import { asPath } from '../command-line.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { Output } from '../output.ts';
import { UsageError } from '../usage-error.ts';

/** What `coordsim regress` accepts. */
export interface RegressOptions {
  readonly test: string;
  /** What the test imports coordsim from. */
  readonly import?: string;
  readonly force?: true;
}

/** Writes a vitest test that runs the trial of a capsule and expects its property to hold. */
export function regress(file: string, options: RegressOptions): ExitCode {
  const capsule = loadCapsule(file);
  // A test of what cannot run would fail for ever, and for no good reason.
  planCapsule(capsule, file);
  write(options.test, regressionTest(capsule, options.import), options.force === true);
  const output = new Output(process.stdout, process.stderr);
  output.print(`${options.test}: fails until ${capsule.violation.invariant} holds in this trial`);
  output.print(`  run it:   npx vitest run ${asPath(options.test)}`);
  return EXIT.passed;
}

function write(file: string, text: string, isForced: boolean): void {
  try {
    writeFileSync(file, text, { flag: isForced ? 'w' : 'wx' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') {
      throw new UsageError(`--test ${file}: found a file of that name; overwrite it with --force`);
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--test ${file}: cannot be written (${reason})`);
  }
}
