import { EdnScanner, type EdnToken } from './edn-scanner.ts';
import { HistoryError, type Place, type Plain } from './history.ts';

/** A form of EDN with its place. */
export type EdnForm = Place &
  (
    | { readonly kind: 'value'; readonly value: null | boolean | number | string }
    | { readonly kind: 'keyword' | 'symbol'; readonly value: string }
    | { readonly kind: 'sequence' | 'set'; readonly items: readonly EdnForm[] }
    | { readonly kind: 'map'; readonly entries: readonly (readonly [EdnForm, EdnForm])[] }
  );

const DEEPEST = 200;
const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '#{': '}' };

/** Reads all forms of a text in EDN, the notation of Clojure's data. Throws `HistoryError`. */
export function readEdn(text: string, start: Place = { line: 1, column: 1 }): EdnForm[] {
  const reader = new EdnReader(new EdnScanner(text, start));
  const forms: EdnForm[] = [];
  for (let form = reader.next(undefined, 0); form !== undefined; form = reader.next(undefined, 0)) {
    forms.push(form);
  }
  return forms;
}

/** Reads the first form, and lets the rest be. */
export function readFirstEdn(text: string, start: Place): EdnForm | undefined {
  return new EdnReader(new EdnScanner(text, start)).next(undefined, 0);
}

/** The value of a form. Tags are left out, sets become sorted lists, keys of maps become texts. */
export function plainOf(form: EdnForm): Plain {
  switch (form.kind) {
    case 'value':
    case 'symbol':
      return form.value;
    case 'keyword':
      return `:${form.value}`;
    case 'sequence':
    case 'set':
      return form.items.map(plainOf);
    case 'map':
      return Object.fromEntries(
        form.entries.map(([key, value]) => [keyText(plainOf(key)), plainOf(value)]),
      );
  }
}

function keyText(key: Plain): string {
  return typeof key === 'string' ? key.replace(/^:/, '') : JSON.stringify(key);
}

class EdnReader {
  private readonly scanner: EdnScanner;

  constructor(scanner: EdnScanner) {
    this.scanner = scanner;
  }

  /** The next form, or undefined where the text ends or the collection is closed. */
  next(closer: string | undefined, depth: number): EdnForm | undefined {
    for (;;) {
      const token = this.scanner.next();
      if (token === undefined && closer === undefined) return undefined;
      if (token === undefined) {
        throw new HistoryError(this.scanner.place, 'the end of the text', `write ${closer} first`);
      }
      if (token.text === closer) return undefined;
      if (token.text !== '#_') return this.form(token, closer, depth);
      this.required(token, closer, depth);
    }
  }

  private form(token: EdnToken, closer: string | undefined, depth: number): EdnForm {
    const { text, line, column } = token;
    if (depth > DEEPEST) {
      throw new HistoryError(token, 'a form too deep', `nest ${DEEPEST} at most`);
    }
    if (/^#[^{_#]/.test(text)) return this.required(token, closer, depth);
    if (text in CLOSERS) return this.collection(text, { line, column }, depth);
    if (text !== ')' && text !== ']' && text !== '}') return atom(text, { line, column });
    const wanted = closer === undefined ? 'nothing is open here' : `write ${closer} first`;
    throw new HistoryError(token, text, wanted);
  }

  /** The form that a tag or a `#_` stands before. */
  private required(before: EdnToken, closer: string | undefined, depth: number): EdnForm {
    const form = this.next(closer, depth + 1);
    if (form !== undefined) return form;
    throw new HistoryError(before, `${before.text} with nothing behind it`, 'write a value');
  }

  private collection(opener: string, place: Place, depth: number): EdnForm {
    const items: EdnForm[] = [];
    const closer = CLOSERS[opener] as string;
    for (let item = this.next(closer, depth + 1); item; item = this.next(closer, depth + 1)) {
      items.push(item);
    }
    if (opener === '#{') return { ...place, kind: 'set', items };
    if (opener !== '{') return { ...place, kind: 'sequence', items };
    if (items.length % 2 === 1) {
      throw new HistoryError(
        place,
        'a map with a key without a value',
        'write as many values as keys',
      );
    }
    const entries = items.flatMap((key, index) =>
      index % 2 === 0 ? [[key, items[index + 1] as EdnForm] as const] : [],
    );
    return { ...place, kind: 'map', entries };
  }
}

const NAMED: ReadonlyMap<string, null | boolean | number> = new Map<
  string,
  null | boolean | number
>([
  ['nil', null],
  ['true', true],
  ['false', false],
  ['##Inf', Number.POSITIVE_INFINITY],
  ['##-Inf', Number.NEGATIVE_INFINITY],
  ['##NaN', Number.NaN],
]);

const CHARACTERS: Readonly<Record<string, string>> = {
  newline: '\n',
  return: '\r',
  space: ' ',
  tab: '\t',
};

function atom(text: string, place: Place): EdnForm {
  const named = NAMED.get(text);
  if (named !== undefined) return { ...place, kind: 'value', value: named };
  if (text.startsWith('"')) return { ...place, kind: 'value', value: unquoted(text) };
  if (text.startsWith('\\')) {
    const name = text.slice(1);
    const code = /^u([0-9a-fA-F]{4})$/.exec(name)?.[1];
    const value = code === undefined ? (CHARACTERS[name] ?? name) : codeText(code);
    return { ...place, kind: 'value', value };
  }
  if (/^[+-]?\d/.test(text)) return { ...place, kind: 'value', value: numberOf(text, place) };
  const keyword = /^:([^:\s]\S*)$/.exec(text)?.[1];
  if (keyword !== undefined) return { ...place, kind: 'keyword', value: keyword };
  if (text.startsWith(':')) throw new HistoryError(place, text, 'a keyword is a colon and a name');
  return { ...place, kind: 'symbol', value: text };
}

const ESCAPES: Readonly<Record<string, string>> = {
  t: '\t',
  r: '\r',
  n: '\n',
  b: '\b',
  f: '\f',
  '\\': '\\',
  '"': '"',
};

function unquoted(text: string): string {
  return text
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, code?: string, escaped?: string) =>
      code === undefined ? (ESCAPES[escaped ?? ''] ?? escaped ?? '') : codeText(code),
    );
}

function codeText(hexadecimal: string): string {
  return String.fromCharCode(Number.parseInt(hexadecimal, 16));
}

/** Ratios, and integers that a number cannot hold, stay exact as texts: they are compared, never computed with. */
function numberOf(text: string, place: Place): number | string {
  const integer = /^([+-]?(?:0|[1-9]\d*))N?$/.exec(text)?.[1];
  if (integer !== undefined) {
    const value = Number(integer);
    return Number.isSafeInteger(value) ? value : `${BigInt(integer.replace('+', ''))}N`;
  }
  if (/^[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?M?$/.test(text)) return Number(text.replace('M', ''));
  const ratio = /^([+-]?\d+)\/(\d+)$/.exec(text);
  if (ratio !== null)
    return ratioOf(BigInt((ratio[1] ?? '').replace('+', '')), BigInt(ratio[2] ?? ''), text, place);
  throw new HistoryError(place, text, 'a number is like 7, -7N, 1.5, 1.5M, 2e3 or 1/3');
}

function ratioOf(above: bigint, below: bigint, text: string, place: Place): number | string {
  if (below === 0n)
    throw new HistoryError(place, text, 'a ratio is of two integers, the second not 0');
  let [a, b] = [above < 0n ? -above : above, below];
  while (b !== 0n) [a, b] = [b, a % b];
  return below === a ? Number(above / a) : `${above / a}/${below / a}`;
}
