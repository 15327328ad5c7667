import {
  MAX_DURATION_US,
  MICROS_PER_MILLISECOND,
  MICROS_PER_SECOND,
  type Micros,
} from '../core/micros.ts';

/** Says where a CSV text is wrong. Line and column count from 1, the column in characters. */
export class CsvError extends RangeError {
  override readonly name = 'CsvError';
  readonly line: number;
  readonly column: number;
  /** What was found and what is accepted, without the place. */
  readonly reason: string;

  constructor(line: number, column: number, reason: string) {
    super(`line ${line}, column ${column}: ${reason}`);
    this.line = line;
    this.column = column;
    this.reason = reason;
  }
}

/** One cell and its place. */
export interface CsvCell {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** A character that no text file has: a control character other than a tab, or what stands for undecodable bytes. */
const BINARY = /[^\P{Cc}\t]|\ufffd/u;

/**
 * Splits a CSV text into rows of trimmed cells. Blank lines and lines that begin with `#` are skipped.
 *
 * A cell may stand in double quotes, within which a double quote is doubled; it does not span lines.
 * Throws `CsvError` for an unfinished quote, and for text that is none.
 */
export function splitCsv(text: string): CsvCell[][] {
  const rows: CsvCell[][] = [];
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  for (const [index, line] of lines.entries()) {
    const binaryAt = line.search(BINARY);
    if (binaryAt >= 0) throw new CsvError(index + 1, binaryAt + 1, 'this is not a text file');
    if (line.trim() !== '' && !line.startsWith('#')) rows.push(splitLine(line, index + 1));
  }
  return rows;
}

const QUOTED_CELL = /^\s*"((?:[^"]|"")*)"\s*(?=,|$)/;

function splitLine(text: string, line: number): CsvCell[] {
  const cells: CsvCell[] = [];
  let start = 0;
  while (start <= text.length) {
    const rest = text.slice(start);
    const column = start + 1 + (rest.length - rest.trimStart().length);
    if (rest.trimStart().startsWith('"')) {
      const match = QUOTED_CELL.exec(rest);
      if (match === null) {
        throw new CsvError(line, column, 'a quoted cell must end with " before the next comma');
      }
      cells.push({ text: (match[1] ?? '').replaceAll('""', '"').trim(), line, column });
      start += match[0].length + 1;
    } else {
      const comma = rest.indexOf(',');
      const raw = comma < 0 ? rest : rest.slice(0, comma);
      cells.push({ text: raw.trim(), line, column: raw.trim() === '' ? start + 1 : column });
      start += raw.length + 1;
    }
  }
  return cells;
}

const MICROS_PER_UNIT: ReadonlyMap<string, number> = new Map([
  ['us', 1],
  ['ms', MICROS_PER_MILLISECOND],
  ['s', MICROS_PER_SECOND],
]);

/** A unit alone, at the end of a camelCase name, or after an underscore. */
const HEADING_WITH_UNIT = /^(?:us|ms|s)$|[a-z0-9](?:Us|Ms|S)$|_(?:us|ms|s)$/;

/** The unit that a heading such as `ms`, `roundTripMs` or `latency_us` names, in microseconds. */
export function unitOfHeading(heading: string): number | undefined {
  const match = HEADING_WITH_UNIT.exec(heading);
  if (match === null) return undefined;
  return MICROS_PER_UNIT.get(/(?:u|m)?s$/i.exec(match[0])?.[0].toLowerCase() ?? '');
}

const NUMBER_AND_UNIT = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*([a-z]*)$/i;

/**
 * Reads a cell such as `61.5ms`, or `61.5` where a heading gave the unit, into microseconds, not rounded.
 * Throws `CsvError` with what is accepted.
 */
export function durationOfCell(cell: CsvCell, unit: number | undefined): Micros {
  const match = NUMBER_AND_UNIT.exec(cell.text);
  const named = MICROS_PER_UNIT.get(match?.[2] ?? '');
  if (match === null || (named === undefined && match[2] !== '')) {
    throw new CsvError(
      cell.line,
      cell.column,
      `'${shortened(cell.text)}' is not a duration; write a number, with a unit us, ms or s`,
    );
  }
  const factor = named ?? unit;
  if (factor === undefined) {
    throw new CsvError(
      cell.line,
      cell.column,
      `'${cell.text}' has no unit; write it as ${cell.text}ms, or name the unit (us, ms, s) in the heading`,
    );
  }
  const durationUs = Number(match[1]) * factor;
  if (durationUs > MAX_DURATION_US) {
    throw new CsvError(cell.line, cell.column, `'${cell.text}' is over the limit of ten years`);
  }
  return durationUs;
}

/** True when the cell begins like a number, so that it cannot be meant as a heading. */
export function isNumeric(cell: CsvCell): boolean {
  return /^[+-]?\.?\d/.test(cell.text);
}

/** A text short enough to print in an error. */
export function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`;
}
