/** What the text of a cell means, for those who can show colours. */
export type Tone = 'plain' | 'strong' | 'good' | 'bad' | 'doubtful' | 'faint';

/** A cell of a table for people: a text, or a text with a tone. */
export type TableCell = string | { readonly text: string; readonly tone: Tone };

/** A table for people. */
export interface Table {
  readonly head: readonly string[];
  /** Numbers belong on the right. */
  readonly align: readonly ('left' | 'right')[];
  readonly rows: readonly (readonly TableCell[])[];
}

/** The text of a cell without its tone. */
export function cellText(cell: TableCell): string {
  return typeof cell === 'string' ? cell : cell.text;
}

/** Prints a table as aligned columns, two spaces apart, for a pipe or a file. Ends without a line feed. */
export function plainTable({ head, align, rows }: Table): string {
  const lines = [head, ...rows.map((row) => row.map(cellText))];
  const widths = head.map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? '').length)),
  );
  const print = (line: readonly string[]): string =>
    line
      .map((text, column) => {
        const width = widths[column] ?? 0;
        return align[column] === 'right' ? text.padStart(width) : text.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return lines.map(print).join('\n');
}
