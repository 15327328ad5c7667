import { ConfigError } from '../../experiment/config/config-error.ts';
import { loadConfig } from '../config-loading.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { Output } from '../output.ts';
import { UsageError } from '../usage-error.ts';

/** Checks configs without running them: prints for each that it is ok, or everything that is wrong with it. */
export function validate(files: readonly string[], { json }: { readonly json?: true }): ExitCode {
  const output = new Output(process.stdout, process.stderr);
  const errors = files.map((file) => errorOf(file));
  files.forEach((file, index) => {
    const error = errors[index];
    if (json) output.printJson(asJson(file, error));
    else output.print(error === undefined ? `${file}: ok` : error.message);
  });
  return errors.some((error) => error !== undefined) ? EXIT.usage : EXIT.passed;
}

function asJson(file: string, error: ConfigError | UsageError | undefined): object {
  const problems = error instanceof ConfigError ? error.problems : [];
  const message = error instanceof UsageError ? { message: error.message } : {};
  return { file, ok: error === undefined, problems, ...message };
}

function errorOf(file: string): ConfigError | UsageError | undefined {
  try {
    loadConfig(file, { set: [] });
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError || error instanceof UsageError) return error;
    throw error;
  }
}
