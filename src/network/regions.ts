import type { RegionOptions } from '../core/network-options.ts';
import {
  type CsvCell,
  CsvError,
  durationOfCell,
  shortened,
  splitCsv,
  unitOfHeading,
} from './csv-text.ts';

/** The part of the region options that a CSV of round trips gives. */
export type RoundTripMatrix = Pick<RegionOptions, 'names' | 'roundTripUs'>;

/**
 * Reads a CSV of round-trip times between regions.
 *
 * The first line names the regions and each further line gives one region's name and its round trips to all,
 * in the same order. The corner may name the unit of the numbers; else each carries its own:
 *
 *     ms,  virginia, dublin
 *     virginia, 0.6, 67.2
 *     dublin,  67.2,  0.5
 *
 * Throws `CsvError` with line and column.
 */
export function parseRoundTripMatrix(text: string): RoundTripMatrix {
  const [header, ...rows] = splitCsv(text);
  if (header === undefined) {
    throw new CsvError(1, 1, 'the table is empty; its first line must name the regions');
  }
  const [corner, ...headings] = header;
  const names = namesOf(headings, corner as CsvCell);
  const unit = unitOfCorner(corner as CsvCell);
  const roundTripUs = names.map((name, index) => {
    const row = rows[index];
    if (row === undefined) {
      const last = rows.at(-1) ?? header;
      throw new CsvError(
        (last[0] as CsvCell).line + 1,
        1,
        `the row of region '${name}' is missing; each of ${names.length} regions needs one`,
      );
    }
    return roundTripsOf(row, name, names.length, unit);
  });
  const extra = rows[names.length]?.[0];
  if (extra !== undefined) {
    throw new CsvError(
      extra.line,
      extra.column,
      `'${shortened(extra.text)}' is one row too many for ${names.length} regions`,
    );
  }
  return { names, roundTripUs };
}

function unitOfCorner(corner: CsvCell): number | undefined {
  const unit = unitOfHeading(corner.text);
  if (unit === undefined && corner.text !== '') {
    throw new CsvError(
      corner.line,
      corner.column,
      `'${shortened(corner.text)}' names no unit; the corner is empty, us, ms or s, or a name that ends so, such as roundTripMs`,
    );
  }
  return unit;
}

function namesOf(headings: readonly CsvCell[], corner: CsvCell): string[] {
  if (headings.length === 0) {
    throw new CsvError(corner.line, corner.column, 'the first line must name at least one region');
  }
  const names: string[] = [];
  for (const { text, line, column } of headings) {
    if (text === '') throw new CsvError(line, column, 'a region has no name');
    if (names.includes(text)) {
      throw new CsvError(line, column, `region '${shortened(text)}' is named twice`);
    }
    names.push(text);
  }
  return names;
}

function roundTripsOf(
  row: readonly CsvCell[],
  name: string,
  count: number,
  unit: number | undefined,
): number[] {
  const [label, ...cells] = row;
  const { text, line, column } = label as CsvCell;
  if (text !== name) {
    throw new CsvError(
      line,
      column,
      `the row is of '${shortened(text)}' where the order of the first line needs '${name}'`,
    );
  }
  if (cells.length !== count) {
    const at = cells[count] ?? row.at(-1);
    throw new CsvError(
      line,
      at?.column ?? column,
      `the row has ${cells.length} round trips where ${count} are needed`,
    );
  }
  return cells.map((cell) => durationOfCell(cell, unit));
}
