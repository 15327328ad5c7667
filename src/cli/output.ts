import { stripVTControlCharacters, styleText } from 'node:util';
import CliTable from 'cli-table3';
import { cellText, plainTable, type Table, type TableCell, type Tone } from '../report/table.ts';

/** The style of each tone on a terminal. */
const STYLES: Readonly<Record<Exclude<Tone, 'plain'>, Parameters<typeof styleText>[0]>> = {
  strong: 'bold',
  good: 'green',
  bad: 'red',
  doubtful: 'yellow',
  faint: 'dim',
};

/** Where a command prints: results on stdout, everything else on stderr. */
export class Output {
  private readonly stdout: NodeJS.WriteStream;
  private readonly stderr: NodeJS.WriteStream;

  constructor(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream) {
    this.stdout = stdout;
    this.stderr = stderr;
  }

  get isTerminal(): boolean {
    return this.stdout.isTTY === true;
  }

  /** Prints one or more lines of a result. */
  print(text = ''): void {
    this.stdout.write(`${text}\n`);
  }

  /** Prints a table: framed on a terminal that is wide enough, as aligned text elsewhere. */
  printTable(table: Table): void {
    if (this.isTerminal) {
      const framed = this.framed(table);
      const width = stripVTControlCharacters(framed.split('\n', 1)[0] ?? '').length;
      if (width <= this.stdout.columns) return this.print(framed);
    }
    this.print(plainTable(table));
  }

  /** Prints one value as one line of JSON. */
  printJson(value: unknown): void {
    this.print(JSON.stringify(value));
  }

  /** Prints a remark or an error beside the results. */
  note(text: string): void {
    this.stderr.write(`${text}\n`);
  }

  /** Prints an error, its first line marked as one. */
  error(text: string): void {
    this.note(`${hasColors(this.stderr) ? styleText('red', 'error:') : 'error:'} ${text}`);
  }

  /** Gives a text its tone, where stdout shows colours: not on a pipe, and not under NO_COLOR. */
  style(tone: Tone, text: string): string {
    return tone === 'plain' || !hasColors(this.stdout) ? text : styleText(STYLES[tone], text);
  }

  private framed({ head, align, rows }: Table): string {
    const table = new CliTable({
      head: head.map((text) => this.style('strong', text)),
      colAligns: [...align],
      // Our own styles alone, so that there are none where there shall be none.
      style: { head: [], border: [], compact: true },
    });
    table.push(...rows.map((row) => row.map((cell) => this.styledCell(cell))));
    return table.toString();
  }

  private styledCell(cell: TableCell): string {
    return this.style(typeof cell === 'string' ? 'plain' : cell.tone, cellText(cell));
  }
}

function hasColors(stream: NodeJS.WriteStream): boolean {
  // biome-ignore lint/complexity/useLiteralKeys: the compiler asks for brackets on index signatures.
  const refused = process.env['NO_COLOR'] ?? '';
  return stream.isTTY === true && refused === '' && stream.hasColors();
}
