import { refusalSentence } from '../../core/schema.ts';
import { ConfigError, type ConfigProblem, excerptOf, formatPath } from './config-error.ts';
import type { ConfigDocument, Place, SyntaxProblem } from './document.ts';
import type { Complaint } from './explain.ts';
import type { AppliedOverride } from './overrides.ts';

/** Collects all that is wrong with one config, and finds the place of each. */
export class ProblemReport {
  readonly #file: string;
  readonly #text: string;
  readonly #document: ConfigDocument;
  readonly #overrides: readonly AppliedOverride[];
  readonly #problems: ConfigProblem[] = [];

  constructor(
    file: string,
    text: string,
    document: ConfigDocument,
    overrides: readonly AppliedOverride[],
  ) {
    this.#file = file;
    this.#text = text;
    this.#document = document;
    this.#overrides = overrides;
  }

  get isEmpty(): boolean {
    return this.#problems.length === 0;
  }

  /** Adds what a schema refused. */
  add({ path, isKey, refusal }: Complaint): void {
    const sentence = refusalSentence(refusal);
    const { found = 'nothing', accepted } = refusal;
    const parts = { key: formatPath(path), found, ...(accepted !== undefined && { accepted }) };
    const override = this.#overrideAt(path);
    if (override !== undefined) {
      const isItself = override.path.join() === path.join();
      const key = isItself ? '' : `${parts.key}: `;
      const message = `${override.written}: ${key}${sentence}`;
      this.#problems.push({ file: this.#file, ...parts, message });
      return;
    }
    this.#push(this.#document.placeOf(path, isKey), parts, sentence);
  }

  /** Adds what YAML itself refused. */
  addSyntax({ place, duplicateKey, reason }: SyntaxProblem): void {
    if (duplicateKey === undefined) {
      this.#push(
        place,
        { key: '', found: 'a text that is not YAML' },
        `this is not YAML: ${reason}`,
      );
      return;
    }
    const parts = { key: duplicateKey, found: 'the key twice', accepted: 'it once' };
    this.#push(place, parts, 'found twice in one map; write it once');
  }

  /** Adds an override that found no place. One that did adds nothing. */
  addOverride({ path, written, problem }: AppliedOverride): void {
    if (problem === undefined) return;
    const { found, sentence } = problem;
    const message = `${written}: ${sentence}`;
    this.#problems.push({ file: this.#file, key: path.join('.'), found, message });
  }

  /** The error with all problems: those of the file in its order, then those of overrides. */
  end(): ConfigError {
    const ordered = this.#problems.toSorted(
      (a, b) => compare(a.line, b.line) || compare(a.column, b.column),
    );
    return new ConfigError(ordered);
  }

  #push(
    place: Place,
    parts: Pick<ConfigProblem, 'key' | 'found' | 'accepted'>,
    sentence: string,
  ): void {
    const { line, column } = place;
    const key = parts.key === '' ? '' : `${parts.key}: `;
    const message = `${this.#file}:${line}:${column}: ${key}${sentence}`;
    const excerpt = excerptOf(this.#text, line, column);
    const problem = { file: this.#file, line, column, ...parts, message };
    this.#problems.push(excerpt === undefined ? problem : { ...problem, excerpt });
  }

  /** The last override that gave the value at the path, or made the map that should hold it. */
  #overrideAt(path: readonly PropertyKey[]): AppliedOverride | undefined {
    return this.#overrides.findLast(
      ({ owns, problem }) =>
        problem === undefined && owns.every((key, index) => key === String(path[index])),
    );
  }
}

function compare(a: number | undefined, b: number | undefined): number {
  return (a ?? Number.POSITIVE_INFINITY) === (b ?? Number.POSITIVE_INFINITY)
    ? 0
    : (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY);
}
