import { formatPlain, HistoryError, type HistoryEvent, type Plain } from './history.ts';

const LINE =
  'write one operation a line: {"process": 0, "type": "invoke", "f": "read", "value": null}';

/** Reads our own format: one JSON object a line, with the fields process, type, f and value, perhaps key. */
export function parseNdjson(text: string): HistoryEvent[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const isBlank = line.replace(/^\uFEFF/, '').trim() === '';
    return isBlank ? [] : [eventOf(line.replace(/^\uFEFF/, ''), index + 1)];
  });
}

function eventOf(text: string, line: number): HistoryEvent {
  const fields = objectOf(text, line);
  const fail = (field: string, accepted: string): never => {
    const at = text.indexOf(`"${field}"`);
    const found =
      at === -1 ? `an operation without ${field}` : `${field} ${formatPlain(fields[field])}`;
    throw new HistoryError({ line, column: Math.max(0, at) + 1 }, found, accepted);
  };
  const { process, type, f, value, key } = fields;
  return {
    place: { line, column: 1 },
    process: isName(process) ? process : fail('process', 'write a whole number or a name'),
    type: isType(type) ? type : fail('type', 'write "invoke", "ok", "fail" or "info"'),
    f: typeof f === 'string' ? f : fail('f', 'write what was asked, such as "read"'),
    value,
    key: key === undefined || isName(key) ? key : fail('key', 'write a name or a whole number'),
  };
}

function objectOf(text: string, line: number): Readonly<Record<string, Plain | undefined>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    const at = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    throw new HistoryError({ line, column: Number(at ?? 0) + 1 }, 'what is not JSON', LINE);
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
    return parsed as never;
  throw new HistoryError({ line, column: 1 }, formatPlain(parsed as Plain), LINE);
}

function isName(value: Plain | undefined): value is number | string {
  return typeof value === 'string' || Number.isInteger(value);
}

function isType(value: Plain | undefined): value is HistoryEvent['type'] {
  return value === 'invoke' || value === 'ok' || value === 'fail' || value === 'info';
}
