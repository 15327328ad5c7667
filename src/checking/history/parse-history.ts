import { type EdnForm, plainOf, readEdn, readFirstEdn } from './edn.ts';
import {
  formatPlain,
  type History,
  HistoryError,
  type HistoryEvent,
  type Place,
} from './history.ts';
import { parseNdjson } from './parse-ndjson.ts';

export const HISTORY_FORMATS = ['ndjson', 'edn', 'log'] as const;
export type HistoryFormat = (typeof HISTORY_FORMATS)[number];

/** Reads a history in one of the formats. Throws `HistoryError` at the first thing it does not understand. */
export function parseHistory(text: string, format: HistoryFormat): History {
  const events = parse(text, format);
  const ofClients = events.filter(({ process }) => !isNemesis(process));
  return { events: ofClients, ofNemesis: events.length - ofClients.length };
}

/** The format that a text looks like, by what it begins with. */
export function detectFormat(text: string): HistoryFormat {
  const start = text
    .slice(0, 10_000)
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (/^\{\s*"/.test(start)) return 'ndjson';
  return /^(?:\{|\[\s*[{#]|\(|#|;)/.test(start) ? 'edn' : 'log';
}

function parse(text: string, format: HistoryFormat): HistoryEvent[] {
  switch (format) {
    case 'ndjson':
      return parseNdjson(text);
    case 'edn':
      return readEdn(text.replace(/^\uFEFF/, ' ')).flatMap((form) =>
        form.kind === 'sequence' ? form.items.map(eventOf) : [eventOf(form)],
      );
    case 'log':
      return parseLog(text);
  }
}

/** Jepsen names the nemesis where others have the number of a process. */
function isNemesis(process: number | string): boolean {
  return process === ':nemesis' || process === 'nemesis';
}

const OPERATION = 'write an operation such as {:process 0, :type :invoke, :f :read, :value nil}';

function eventOf(form: EdnForm): HistoryEvent {
  if (form.kind !== 'map') throw new HistoryError(form, described(form), OPERATION);
  const fields = new Map(
    form.entries.map(([key, value]) => [key.kind === 'keyword' ? key.value : '', value] as const),
  );
  const process = fields.get('process');
  const type = fields.get('type');
  const f = fields.get('f');
  const value = fields.get('value');
  const key = fields.get('key');
  return {
    place: { line: form.line, column: form.column },
    process: processOf(process, form),
    type: typeOf(type, form),
    f: nameOf(f, form),
    value: value && plainOf(value),
    key: key && keyOf(key),
  };
}

function processOf(form: EdnForm | undefined, place: Place): number | string {
  const process = form && plainOf(form);
  if (Number.isInteger(process)) return process as number;
  if (form?.kind === 'keyword') return process as string;
  throw fieldError(':process', form, place, 'write a whole number, or :nemesis');
}

function typeOf(form: EdnForm | undefined, place: Place): HistoryEvent['type'] {
  const type = form?.kind === 'keyword' ? form.value : undefined;
  if (type === 'invoke' || type === 'ok' || type === 'fail' || type === 'info') return type;
  throw fieldError(':type', form, place, 'write :invoke, :ok, :fail or :info');
}

function nameOf(form: EdnForm | undefined, place: Place): string {
  const isName = form?.kind === 'keyword' || form?.kind === 'symbol';
  if (isName || (form?.kind === 'value' && typeof form.value === 'string'))
    return String(form.value);
  throw fieldError(':f', form, place, 'write what was asked, such as :read');
}

function keyOf(form: EdnForm): string | number {
  const key = plainOf(form);
  if (typeof key === 'string' || typeof key === 'number') return key;
  throw fieldError(':key', form, form, 'write a name or a number');
}

function fieldError(
  field: string,
  form: EdnForm | undefined,
  place: Place,
  accepted: string,
): HistoryError {
  const found =
    form === undefined ? `an operation without ${field}` : `${field} ${described(form)}`;
  return new HistoryError(form ?? place, found, accepted);
}

function described(form: EdnForm): string {
  if (form.kind === 'map') return 'a map';
  const text = formatPlain(plainOf(form));
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** What Jepsen prints of an operation, whatever stands before it: process, type, f, and perhaps a value. */
const LOG_LINE =
  /(?:^|\s)(\d+|:[\w-]+)[ \t]+:(invoke|ok|fail|info)[ \t]+:([^\s[\]{}()"]+)(?:[ \t]+(\S.*))?$/;

function parseLog(text: string): HistoryEvent[] {
  const lines = text.split(/\r?\n/);
  const events = lines.flatMap((line, index) => {
    const match = LOG_LINE.exec(line);
    if (match === null) return [];
    const [, process = '', type = '', f = '', rest = ''] = match;
    const place = { line: index + 1, column: line.length - rest.length + 1 };
    const form = readFirstEdn(rest, place);
    return [
      {
        place: { line: index + 1, column: 1 },
        process: process.startsWith(':') ? process : Number(process),
        type: type as HistoryEvent['type'],
        f,
        value: form && plainOf(form),
        key: undefined,
      },
    ];
  });
  if (events.length > 0 || text.trim() === '') return events;
  throw new HistoryError(
    { line: 1, column: 1 },
    `no operation in ${lines.length} lines`,
    'write lines such as INFO  jepsen.util - 0 :invoke :read nil, or name another format',
  );
}
