import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

/**
 * Ends a test run with one plain line, `N passed, N failed`, that scripts can read.
 *
 * A file that does not load, and an error outside any test, count as failures: neither may look like
 * a smaller run that passed. `COORDSIM_TEST_COUNTS` names a file to write the counts to, as JSON.
 */
export class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      counts.failed += module.errors().length;
      for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        // A test that is still pending when the run ends was interrupted, and did not pass.
        counts[state === 'pending' ? 'failed' : state] += 1;
      }
    }

    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
    console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);

    // biome-ignore lint/complexity/useLiteralKeys: the compiler asks for brackets on index signatures.
    const path = process.env['COORDSIM_TEST_COUNTS'];
    if (path) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${JSON.stringify(counts)}\n`);
    }
  }
}
