import type { Micros } from '../core/micros.ts';
import { CsvError, durationOfCell, isNumeric, splitCsv, unitOfHeading } from './csv-text.ts';

/**
 * Reads measured delays, one a line, into microseconds in the order of the file.
 *
 * The first line may be a heading that names the unit, such as `latencyMs`; without one each value carries its own,
 * such as `1.7ms`. Throws `CsvError` with line and column.
 */
export function parseEmpiricalValues(text: string): Micros[] {
  const rows = splitCsv(text);
  const first = rows[0]?.[0];
  const isHeaded = first !== undefined && !isNumeric(first);
  const unit = isHeaded ? unitOfHeading(first.text) : undefined;
  const values: Micros[] = [];
  for (const row of isHeaded ? rows.slice(1) : rows) {
    const [cell, second] = row;
    if (cell === undefined) continue;
    if (second !== undefined) {
      throw new CsvError(second.line, second.column, 'one value a line is expected, not several');
    }
    values.push(durationOfCell(cell, unit));
  }
  if (values.length === 0) {
    throw new CsvError((first?.line ?? 0) + 1, 1, 'at least one value is needed');
  }
  return values;
}
