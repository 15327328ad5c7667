import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { EXIT, EXIT_CODES_HELP, type ExitCode } from './exit-codes.ts';
import { reportError } from './report-error.ts';
import { packageVersion } from './version.ts';

/** Runs a command line and gives the exit code. Commands are loaded when they are called, so `--help` is quick. */
export async function runCommandLine(args: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.passed;
  const program = buildProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.passed : EXIT.usage;
    return reportError(error, args);
  }
}

type Finish = (code: ExitCode) => void;

function buildProgram(finish: Finish): Command {
  const program = new Command('coordsim')
    .description('A deterministic simulator for coordination protocols: one seed replays one run.')
    .exitOverride()
    .showHelpAfterError('(--help shows what is accepted)')
    .version(packageVersion(), '-V, --version', 'print the version');
  addRun(program, finish);
  addReplay(program, finish);
  addList(program);
  addSchema(program);
  addValidate(program, finish);
  return program;
}

function addRun(program: Command, finish: Finish): void {
  const run = program
    .command('run')
    .description('run many seeded trials of a config, check its properties, write CSV')
    .argument('<config>', 'a YAML file, such as those in sim-configs/')
    .option('-n, --trials <N>', 'how many trials', wholeNumber(1));
  addConfigOptions(run)
    .option('-j, --jobs <N>', 'threads to run trials on (default: as many as pay)', wholeNumber(1))
    .option('-o, --out <DIR>', 'where to write (default: results/<name of the config>)')
    .option('--force', 'overwrite what an earlier run wrote there')
    .option('--resume', 'go on where an interrupted run stopped')
    .option('--verify', 'run some trials twice, and compare every message and state')
    .option('--json', 'print the summary as one line of JSON')
    .option('-q, --quiet', 'print nothing but what went wrong')
    .addHelpText(
      'after',
      `
Examples:
  coordsim run sim-configs/raft/leader-crash.yaml
  coordsim run sim-configs/raft/leader-crash.yaml --trials 10000 --seed 7 --out results/seven
  coordsim run sim-configs/raft/leader-crash.yaml --set nodes=3 --set network.loss=0.1
  coordsim run sim-configs/raft/leader-crash.yaml --resume
${EXIT_CODES_HELP}`,
    )
    .action(async (config: string, options) => {
      const { run: runConfig } = await import('./commands/run.ts');
      finish(await runConfig(config, { set: [], ...options }));
    });
}

function addReplay(program: Command, finish: Finish): void {
  const replay = program
    .command('replay')
    .description('run one trial again and explain it')
    .argument('<config-or-results>', 'a YAML file, or a folder that a run wrote')
    .requiredOption('-t, --trial <N>', 'which trial, counted from 0', wholeNumber(0));
  addConfigOptions(replay)
    .option('--trace', 'print everything that happens, a line each')
    .option('--json', 'print lines of JSON: the trace, then the trial')
    .addHelpText(
      'after',
      `
Examples:
  coordsim replay sim-configs/raft/leader-crash.yaml --trial 17
  coordsim replay sim-configs/raft/leader-crash.yaml --trial 17 --trace | less
  coordsim replay results/raft-leader-crash --trial 17     also compares with what the run found
${EXIT_CODES_HELP}`,
    )
    .action(async (path: string, options) => {
      const { replay: replayTrial } = await import('./commands/replay.ts');
      finish(await replayTrial(path, { set: [], ...options }));
    });
}

function addList(program: Command): void {
  program
    .command('list')
    .description('list what a config may name')
    .argument('[kind]', 'protocols, nemeses, policies or mutants (default: all)', listKind)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  coordsim list\n  coordsim list mutants --json')
    .action(async (kind: string | undefined, options) => {
      const { list } = await import('./commands/list.ts');
      list(kind, options);
    });
}

function addSchema(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema of configs, for editors')
    .addHelpText('after', '\nExample:\n  coordsim schema > coordsim.schema.json')
    .action(async () => {
      const { schema } = await import('./commands/schema.ts');
      schema();
    });
}

function addValidate(program: Command, finish: Finish): void {
  program
    .command('validate')
    .description('check configs without running them')
    .argument('<config...>', 'YAML files')
    .option('--json', 'print lines of JSON')
    .addHelpText('after', '\nExample:\n  coordsim validate sim-configs/*/*.yaml')
    .action(async (configs: string[], options) => {
      const { validate } = await import('./commands/validate.ts');
      finish(validate(configs, options));
    });
}

function addConfigOptions(command: Command): Command {
  return command
    .option('-s, --seed <S>', "the root seed, in place of the config's")
    .option(
      '--set <key=value>',
      'put a value in place of one of the config; may be repeated',
      (assignment: string, earlier: string[] = []) => [...earlier, assignment],
    );
}

function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && Number.isSafeInteger(value)) return value;
    throw new InvalidArgumentError(`Found '${text}'; write a whole number of at least ${least}.`);
  };
}

const LIST_KINDS = ['protocols', 'nemeses', 'policies', 'mutants'];

function listKind(text: string): string {
  if (LIST_KINDS.includes(text)) return text;
  throw new InvalidArgumentError(`Found '${text}'; write ${LIST_KINDS.join(', ')}, or nothing.`);
}
