import { HistoryError, type Place } from './history.ts';

/** A token of EDN: a bracket, a tag, a text in quotes, or anything else up to the next space or bracket. */
export interface EdnToken extends Place {
  readonly text: string;
}

/** What lies between tokens: spaces, commas, comments. Then brackets, texts, characters, tags, and the rest. */
const BLANK = /(?:[\s,]|;[^\n]*)*/y;
const TOKEN = /#\{|#_|[()[\]{}]|"(?:[^"\\]|\\[\s\S])*"|\\(?:\w+|[\s\S])|[^\s,;()[\]{}"]+/y;

/** Cuts a text into the tokens of EDN, and knows the place of each. */
export class EdnScanner {
  private readonly text: string;
  private offset = 0;
  private line: number;
  /** Where the present line would begin, so that columns are counted from there. */
  private lineStart: number;

  constructor(text: string, { line, column }: Place) {
    this.text = text;
    this.line = line;
    this.lineStart = 1 - column;
  }

  get place(): Place {
    return { line: this.line, column: this.offset - this.lineStart + 1 };
  }

  next(): EdnToken | undefined {
    this.skip(BLANK);
    if (this.offset === this.text.length) return undefined;
    const place = this.place;
    const text = this.skip(TOKEN);
    if (text !== '') return { ...place, text };
    const unclosed = this.text[this.offset] === '"';
    const found = unclosed ? 'a text without an end' : `'${this.text[this.offset]}'`;
    throw new HistoryError(place, found, unclosed ? 'write " behind it' : 'write a value');
  }

  private skip(pattern: RegExp): string {
    pattern.lastIndex = this.offset;
    const found = pattern.exec(this.text)?.[0] ?? '';
    for (let at = found.indexOf('\n'); at !== -1; at = found.indexOf('\n', at + 1)) {
      this.line++;
      this.lineStart = this.offset + at + 1;
    }
    this.offset += found.length;
    return found;
  }
}
