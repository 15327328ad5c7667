import { commandLine } from './command-line.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

/** The errors that tell their user what to change, by name: their classes are not loaded for `--help`. */
const USER_ERRORS: ReadonlySet<string> = new Set([
  'UsageError',
  'ResultsError',
  'TrialsCsvError',
  'CapsuleError',
]);

/** Prints on stderr what went wrong, and gives the exit code. */
export function reportError(error: unknown, args: readonly string[]): ExitCode {
  if (error instanceof Error && error.name === 'ConfigError') {
    note(error.message);
    return EXIT.usage;
  }
  if (error instanceof Error && USER_ERRORS.has(error.name)) {
    note(`error: ${error.message}`);
    return EXIT.usage;
  }
  note(`error: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`);
  note('This is a fault of coordsim, or of a protocol of your own. Please report it with');
  note(`  ${commandLine(args)}`);
  // biome-ignore lint/complexity/useLiteralKeys: the compiler asks for brackets on index signatures.
  if (process.env['DEBUG']) note(stackOf(error));
  else note('DEBUG=1 in the environment prints where it happened.');
  return EXIT.ownFault;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
