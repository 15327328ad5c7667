/** What every command that takes a config accepts beside it. */
export interface ConfigOptions {
  /** `key=value`, as often as wanted. */
  readonly set: readonly string[];
  readonly seed?: string;
  /** Judge trials whose faults go beyond what the protocol tolerates, too. */
  readonly beyondTolerance?: true;
}

/** Quotes an argument for a POSIX shell, where it needs quotes. */
export function shellQuote(argument: string): string {
  if (/^[\w@%+=:,./-]+$/.test(argument)) return argument;
  return `'${argument.replaceAll("'", "'\\''")}'`;
}

/** The arguments that make a command read a config as this one did: those that change what a trial does. */
export function configArguments({ set, seed, beyondTolerance }: ConfigOptions): string[] {
  return [
    ...set.flatMap((assignment) => ['--set', assignment]),
    ...(seed === undefined ? [] : ['--seed', seed]),
    ...(beyondTolerance ? ['--beyond-tolerance'] : []),
  ];
}

/** The line that runs one trial of a config again. */
export function reproduceLine(config: string, trial: number, options: ConfigOptions): string {
  return commandLine(['replay', config, '--trial', String(trial), ...configArguments(options)]);
}

/** A line to paste into a shell. */
export function commandLine(args: readonly string[]): string {
  return ['npx', 'coordsim', ...args.map((argument) => shellQuote(argument))].join(' ');
}

/** An argument that begins with a dash would be taken for an option. */
export function asPath(path: string): string {
  return path.startsWith('-') ? `./${path}` : path;
}
