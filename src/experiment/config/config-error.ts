/** One thing that is wrong with a config. */
export interface ConfigProblem {
  readonly file: string;
  /** Line and column count from 1. Both are absent where an override is wrong, or the file as a whole. */
  readonly line?: number;
  readonly column?: number;
  /** The key, such as `network.links[0].loss`; empty for the config as a whole. */
  readonly key: string;
  readonly found: string;
  /** What to write instead, where a sentence can say it. */
  readonly accepted?: string;
  /** Place, key, what was found and what is accepted, in one line. */
  readonly message: string;
  /** The line of the file with a caret below the place. */
  readonly excerpt?: string;
}

/** A config that cannot be run, with everything that is wrong with it, in the order of the file. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(printed).join('\n'));
    this.problems = problems;
  }
}

function printed({ message, excerpt }: ConfigProblem): string {
  return excerpt === undefined ? message : `${message}\n${excerpt}`;
}

const WIDEST = 100;

/** A line of a text and a caret below one of its columns. Long lines are cut around the place. */
export function excerptOf(text: string, line: number, column: number): string | undefined {
  const whole = text.split(/\r\n|\n|\r/)[line - 1];
  if (whole === undefined) return undefined;
  const start = whole.length > WIDEST ? Math.max(0, column - 1 - WIDEST / 2) : 0;
  const shown = whole.slice(start, start + WIDEST);
  const before = shown.slice(0, column - 1 - start).replace(/[^\t]/g, ' ');
  const gutter = `  ${line} | `;
  return `${gutter}${shown}\n${' '.repeat(gutter.length - 2)}| ${before}^`;
}

/** Prints a path of keys and indices: `network.links[0].loss`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}
