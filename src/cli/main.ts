#!/usr/bin/env node
import { inlineMore } from './compiler-flags.ts';
import { EXIT } from './exit-codes.ts';
import { runCommandLine } from './program.ts';

// A reader that has seen enough, such as `head`, is no fault of anybody's.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(process.exitCode ?? EXIT.passed);
});

inlineMore();
process.exitCode = await runCommandLine(process.argv.slice(2));
