import type { ZodType } from 'zod';
import { Unreadable, written } from '../../core/schema.ts';
import { CsvError } from '../../network/csv-text.ts';
import type { Facts } from './registry.ts';

/** The name of a CSV file beside the config, read and parsed. */
export function csvFile<Out>(
  { readFile }: Facts,
  parse: (csv: string) => Out,
): ZodType<Out, string> {
  const form = {
    accepted: 'the name of a CSV file, relative to the config',
    json: { type: 'string', examples: ['latencies.csv'] },
  };
  return written(form, (value) => {
    if (typeof value !== 'string' || value === '') return new Unreadable();
    let csv: string;
    try {
      csv = readFile?.(value) ?? '';
    } catch (error) {
      return new Unreadable(`cannot be read (${reasonOf(error)})`);
    }
    try {
      return parse(csv);
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      const { line, column, reason } = error;
      const lead = `found '${value}', which is wrong at ${value}:${line}:${column}: ${reason}`;
      return new Unreadable(undefined, { lead, accepted: undefined });
    }
  });
}

/** Why a file cannot be read, in plain words for what is common. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file beside the config';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES') return 'permission is denied';
  return error instanceof Error ? error.message : String(error);
}
