import { defineConfig } from 'vitest/config';
import { CountReporter } from './scripts/vitest-count-reporter.ts';

/** Tests that run thousands of trials, or other programs. `npm run check` leaves most of them to `npm test`. */
const SLOW = 'test/**/*.slow.test.ts';

export default defineConfig({
  test: {
    // Files share their worker: each would load the whole catalogue anew, and warm it up anew.
    isolate: false,
    maxWorkers: '100%',
    // A run of thousands of trials is one test; a test that hangs should still end.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', new CountReporter()],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text', 'html', 'json-summary'],
    },
    projects: [
      { extends: true, test: { name: 'slow', include: [SLOW] } },
      { extends: true, test: { name: 'quick', include: ['test/**/*.test.ts'], exclude: [SLOW] } },
    ],
  },
});
