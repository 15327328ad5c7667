import {
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';

/** A place in a text, counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What YAML itself has against a text. */
export interface SyntaxProblem {
  readonly place: Place;
  /** The key that stands twice, where that is the problem. */
  readonly duplicateKey?: string;
  readonly reason: string;
}

/** A YAML text: its value, and where each part of it stands. */
export interface ConfigDocument {
  readonly value: unknown;
  /** Nothing else can be trusted when there are any, unless they are only duplicate keys. */
  readonly problems: readonly SyntaxProblem[];
  /** Where a key or its value stands, or the nearest thing around it. */
  placeOf(path: readonly PropertyKey[], isKey: boolean): Place;
}

/** Reads a YAML text. Never throws: what is wrong is in `problems`. */
export function readDocument(text: string): ConfigDocument {
  const lines = new LineCounter();
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      logLevel: 'error',
      prettyErrors: false,
      stringKeys: true,
    });
    const found = [...document.errors, ...document.warnings];
    const problems = found.map((error) => syntaxProblem(error, text, place));
    problems.push(...danglingAliases(document, place));
    const isUsable = problems.every(({ duplicateKey }) => duplicateKey !== undefined);
    return {
      value: isUsable ? document.toJS() : undefined,
      problems,
      placeOf: (path, isKey) => place(offsetOf(document, path, isKey)),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const start = { line: 1, column: 1 };
    return { value: undefined, problems: [{ place: start, reason }], placeOf: () => start };
  }
}

/** What YAML's own words say of our files in terms of its programming interface, said plainly. */
const PLAIN_REASONS: Readonly<Partial<Record<ErrorCode, string>>> = {
  MULTIPLE_DOCS: 'a second document begins here; write one config a file',
  NON_STRING_KEY: 'a key must be a text',
};

function syntaxProblem(
  { code, message, pos }: YAMLError,
  text: string,
  place: (offset: number) => Place,
): SyntaxProblem {
  const isOpen = /^Flow (?:sequence|map) .*end with/.test(message);
  const reason = isOpen ? 'a list [ or a map { is not closed' : (PLAIN_REASONS[code] ?? message);
  const problem = { place: place(pos[0]), reason };
  if (code !== 'DUPLICATE_KEY') return problem;
  return { ...problem, duplicateKey: /^[^\s:]+/.exec(text.slice(pos[0]))?.[0] ?? '' };
}

/** The aliases that stand for nothing, which YAML itself notices only when it is too late to say where. */
function danglingAliases(document: Document, place: (offset: number) => Place): SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  visit(document, {
    Alias: (_key, node) => {
      if (node.resolve(document) !== undefined) return;
      const reason = `the alias *${node.source} has no anchor &${node.source} before it`;
      problems.push({ place: place(node.range?.[0] ?? 0), reason });
    },
  });
  return problems;
}

interface Step {
  readonly key: Node | undefined;
  readonly value: Node | undefined;
}

/** The nodes along a path, as far as it leads. */
function walk(document: Document, path: readonly PropertyKey[]): Step[] {
  const steps: Step[] = [];
  let node: unknown = document.contents;
  for (const segment of path) {
    if (isAlias(node)) node = node.resolve(document);
    const step = stepInto(node, segment);
    if (step === undefined) break;
    steps.push(step);
    node = step.value;
  }
  return steps;
}

function stepInto(node: unknown, segment: PropertyKey): Step | undefined {
  if (isMap(node)) {
    const pair = node.items.findLast((item) => keyText(item) === String(segment));
    return pair && { key: nodeOf(pair.key), value: nodeOf(pair.value) };
  }
  if (!isSeq(node) || !(Number(segment) in node.items)) return undefined;
  return { key: undefined, value: nodeOf(node.items[Number(segment)]) };
}

function keyText({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function nodeOf(node: unknown): Node | undefined {
  return isNode(node) ? node : undefined;
}

/**
 * The offset to point at. A value that is missing is pointed at by the key of the map that lacks it, and one that
 * is empty by its own key.
 */
function offsetOf(document: Document, path: readonly PropertyKey[], isKey: boolean): number {
  const steps = walk(document, path);
  const last = steps.at(-1);
  if (last === undefined) return document.contents?.range?.[0] ?? 0;
  const isWhole = steps.length === path.length;
  const isEmpty = isScalar(last.value) && last.value.value === null;
  const wantsKey = isWhole ? isKey || isEmpty : true;
  const node = wantsKey ? (last.key ?? last.value) : (last.value ?? last.key);
  return node?.range?.[0] ?? document.contents?.range?.[0] ?? 0;
}
