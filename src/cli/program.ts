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
  addShrink(program, finish);
  addRegress(program, finish);
  addDraw(program, finish);
  addView(program, finish);
  addExport(program, finish);
  addCheck(program, finish);
  addFrontier(program, finish);
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
    .option('--no-shrink', 'write violations down as they were found')
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
    .argument('<config|results|capsule>', 'a YAML file, a folder that a run wrote, or a capsule')
    .option('-t, --trial <N>', 'which trial, counted from 0; a capsule knows', wholeNumber(0));
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
  coordsim replay results/raft-leader-crash/violations/fresh-reads-69a7ad8c.json
${EXIT_CODES_HELP}`,
    )
    .action(async (path: string, options) => {
      const { replay: replayTrial } = await import('./commands/replay.ts');
      finish(await replayTrial(path, { set: [], ...options }));
    });
}

function addShrink(program: Command, finish: Finish): void {
  const shrink = program
    .command('shrink')
    .description('make a failing trial as simple as it can be: few faults, few nodes, round times')
    .argument('<config|capsule>', 'a YAML file, or a capsule to be shrunk further')
    .option('-t, --trial <N>', 'which trial, counted from 0; a capsule knows', wholeNumber(0))
    .option('-p, --property <NAME>', 'which broken property (default: the first that breaks)');
  addConfigOptions(shrink)
    .option('-n, --executions <N>', 'how many trials to run at most (default: 500)', wholeNumber(1))
    .option('-o, --out <FILE>', 'write the result as a capsule')
    .option('--json', 'print the capsule as one line of JSON')
    .addHelpText(
      'after',
      `
Examples:
  coordsim shrink sim-configs/raft/mutants/no-log-check.yaml --trial 0
  coordsim shrink sim-configs/raft/mutants/no-log-check.yaml --trial 0 --out mixed-logs.json`,
    )
    .action(async (path: string, options) => {
      const { shrink: shrinkTrial } = await import('./commands/shrink.ts');
      finish(await shrinkTrial(path, { set: [], ...options }));
    });
}

function addRegress(program: Command, finish: Finish): void {
  program
    .command('regress')
    .description('write a vitest test that fails until the violation in a capsule is mended')
    .argument('<capsule>', 'a file that run or shrink wrote')
    .requiredOption('--test <FILE>', 'where to write the test')
    .option('--import <PATH>', 'what the test imports coordsim from', 'coordsim')
    .option('--force', 'overwrite the test where there is one')
    .addHelpText(
      'after',
      '\nExample:\n  coordsim regress mixed-logs.json --test test/mixed-logs.test.ts',
    )
    .action(async (capsule: string, options) => {
      const { regress } = await import('./commands/regress.ts');
      finish(regress(capsule, options));
    });
}

function addDraw(program: Command, finish: Finish): void {
  const draw = program
    .command('draw')
    .description('draw one trial as a space-time diagram, or tell what led to its violation')
    .argument('<config|results|capsule>', 'a YAML file, a folder that a run wrote, or a capsule')
    .option('-t, --trial <N>', 'which trial, counted from 0; a capsule knows', wholeNumber(0));
  addConfigOptions(draw)
    .option('-o, --out <FILE>', 'where to draw: FILE.svg, or FILE.html with the story beside it')
    .option('--tell', 'print what led to the violation, a sentence a step')
    .option('--slice', 'only what led to the violation')
    .option('--hide-idle', 'without heartbeats and timers that led to nothing')
    .option('--from <TIME>', 'from this instant on, such as 980ms')
    .option('--to <TIME>', 'up to this instant')
    .option('--nodes <NAMES>', 'only these nodes and clients, such as n0,n2,c1')
    .addHelpText(
      'after',
      `
Examples:
  coordsim draw sim-configs/raft/mutants/unconfirmed-reads.yaml --trial 12 --slice --out stale.svg
  coordsim draw sim-configs/raft/mutants/unconfirmed-reads.yaml --trial 12 --tell
  coordsim draw sim-configs/raft/leader-crash.yaml --trial 0 --from 980ms --to 1200ms --out crash.html`,
    )
    .action(async (path: string, options) => {
      const { draw: drawTrial } = await import('./commands/draw.ts');
      finish(await drawTrial(path, { set: [], ...options }));
    });
}

function addView(program: Command, finish: Finish): void {
  const view = program
    .command('view')
    .description('write a page to step through one trial: events, messages, the state of each node')
    .argument('<config|results|capsule>', 'a YAML file, a folder that a run wrote, or a capsule')
    .option('-t, --trial <N>', 'which trial, counted from 0; a capsule knows', wholeNumber(0));
  addConfigOptions(view)
    .requiredOption('-o, --out <FILE>', 'where to write: FILE.html, which opens without a server')
    .addHelpText(
      'after',
      `
Examples:
  coordsim view sim-configs/raft/leader-crash.yaml --trial 0 --out crash.html
  coordsim view sim-configs/raft/mutants/unconfirmed-reads.yaml --trial 12 --out stale.html`,
    )
    .action(async (path: string, options) => {
      const { view: viewTrial } = await import('./commands/view.ts');
      finish(await viewTrial(path, { set: [], ...options }));
    });
}

function addExport(program: Command, finish: Finish): void {
  const command = program
    .command('export')
    .description('write the trace of one trial in a format that other tools read')
    .argument('<config|results|capsule>', 'a YAML file, a folder that a run wrote, or a capsule')
    .argument('<format>', 'chrome, itf, mermaid, ndjson, otlp or shiviz')
    .option('-t, --trial <N>', 'which trial, counted from 0; a capsule knows', wholeNumber(0));
  addConfigOptions(command)
    .option('-o, --out <FILE>', 'where to write (default: the standard output)')
    .option('--slice', 'only what led to the violation')
    .addHelpText(
      'after',
      `
Examples:
  coordsim export sim-configs/raft/leader-crash.yaml chrome --trial 0 --out crash.json
  coordsim export sim-configs/raft/mutants/vote-not-durable.yaml mermaid --trial 2 --slice`,
    )
    .action(async (path: string, format: string, options) => {
      const { exportTrace } = await import('./commands/export.ts');
      finish(await exportTrace(path, format, { set: [], ...options }));
    });
}

function addCheck(program: Command, finish: Finish): void {
  program
    .command('check')
    .description('check whether a history that somebody recorded is linearizable')
    .argument(
      '<history>',
      "a file of NDJSON, of Jepsen's EDN operations, or of the lines that Jepsen logs",
    )
    .requiredOption(
      '-m, --model <NAME>',
      'register, cas-register, multi-register, key-value, mutex, queue, set or counter',
    )
    .option('--format <NAME>', 'ndjson, edn or log', 'auto')
    .option('--keyed', 'every value is a pair [KEY VALUE], as with jepsen.independent')
    .option('--initial <VALUE>', 'what the object begins with (default: nil, 0 or nothing)')
    .option('--budget <N>', 'give up after this many steps', wholeNumber(1))
    .option('--svg <FILE>', 'draw the history, with the instants at which operations take effect')
    .option('--json', 'print the verdict as one line of JSON')
    .addHelpText(
      'after',
      `
Examples:
  coordsim check history.edn --model cas-register
  coordsim check history.ndjson --model key-value --svg history.svg
  coordsim check jepsen.log --model multi-register --initial 0

Exit codes:
  0 linearizable   1 not linearizable   2 usage, or a history that cannot be read
  4 unknown: the budget is spent   70 a fault of coordsim itself`,
    )
    .action(async (history: string, options) => {
      const { check } = await import('./commands/check.ts');
      finish(check(history, options));
    });
}

function addFrontier(program: Command, finish: Finish): void {
  const command = program
    .command('frontier')
    .description('find how many faulty nodes break what a protocol promises: a table and a chart')
    .argument('<config>', 'a YAML file; its nodes, faults and nemesis are replaced')
    .option(
      '--faults <KIND>',
      'lies or crashes (default: what the protocol is made for)',
      attackKind,
    )
    .option('--nodes <LIST>', 'how many nodes, such as 4,5,6,7 or 4..10', nodeCounts, [4, 5, 6, 7])
    .option('--most <F>', 'how many faulty nodes (default: one more than promised)', wholeNumber(0))
    .option('-n, --trials <N>', 'how many trials a point at most', wholeNumber(1), 200);
  addConfigOptions(command)
    .option('-o, --out <DIR>', 'where to write (default: results/<name of the config>-frontier)')
    .option('--force', 'overwrite what an earlier search wrote there')
    .option('--json', 'print the points as one line of JSON')
    .option('-q, --quiet', 'show no progress')
    .addHelpText(
      'after',
      `
Examples:
  coordsim frontier sim-configs/pbft/chaos.yaml --nodes 4..10
  coordsim frontier sim-configs/raft/chaos-5.yaml --faults crashes --nodes 3,5,7
  coordsim frontier sim-configs/raft/chaos-5.yaml --faults lies --nodes 5

Exit codes:
  0 nothing broke within what the protocol promises   1 something did
  2 usage or config   70 a fault of coordsim itself`,
    )
    .action(async (config: string, options) => {
      const { frontier } = await import('./commands/frontier.ts');
      finish(await frontier(config, { set: [], ...options }));
    });
}

function attackKind(text: string): string {
  if (text === 'lies' || text === 'crashes') return text;
  throw new InvalidArgumentError(`Found '${text}'; write lies or crashes.`);
}

function nodeCounts(text: string): number[] {
  const range = /^(\d+)\.\.(\d+)$/.exec(text);
  const [first, last] = [Number(range?.[1]), Number(range?.[2])];
  const counts = range
    ? Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
    : text.split(',').map(Number);
  const areCounts = counts.every(
    (count) => Number.isSafeInteger(count) && count >= 1 && count <= 1_000,
  );
  if (counts.length > 0 && counts.length <= 100 && areCounts) return counts;
  throw new InvalidArgumentError(`Found '${text}'; write numbers of nodes such as 4,5,6 or 4..10.`);
}

function addList(program: Command): void {
  program
    .command('list')
    .description('list what a config may name')
    .argument('[kind]', 'protocols, nemeses, policies, lies or mutants (default: all)', listKind)
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
    )
    .option(
      '--beyond-tolerance',
      'judge trials whose faults go beyond what the protocol promises to survive, too',
    );
}

function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && Number.isSafeInteger(value)) return value;
    throw new InvalidArgumentError(`Found '${text}'; write a whole number of at least ${least}.`);
  };
}

const LIST_KINDS = ['protocols', 'nemeses', 'policies', 'lies', 'mutants'];

function listKind(text: string): string {
  if (LIST_KINDS.includes(text)) return text;
  throw new InvalidArgumentError(`Found '${text}'; write ${LIST_KINDS.join(', ')}, or nothing.`);
}
