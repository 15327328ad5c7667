/** How much of a value is shown before the rest is counted instead. */
const MOST_ITEMS = 8;
const DEEPEST = 4;
const LONGEST_TEXT = 60;

/** Prints any plain value in one line: `{term: 3, votes: [0, 2], log: [1, 1, 2, … 41 more]}`. */
export function formatValue(value: unknown, depth = 0): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (depth === DEEPEST) return '…';
  if (Array.isArray(value)) return `[${items(value, (item) => formatValue(item, depth + 1))}]`;
  if (value instanceof Set) {
    return `{${items([...value], (item) => formatValue(item, depth + 1))}}`;
  }
  const isMap = value instanceof Map;
  const entries = isMap ? [...value] : Object.entries(value).filter(([, it]) => it !== undefined);
  const entry = ([key, member]: readonly [unknown, unknown]): string => {
    const label = typeof key === 'string' ? key : formatValue(key, depth + 1);
    return `${label}: ${formatValue(member, depth + 1)}`;
  };
  return `{${isMap ? items(entries, entry) : entries.map(entry).join(', ')}}`;
}

/** Prints what has a type as people write it, `AppendEntries {term: 2}`, and anything else as a value. */
export function formatTyped(content: unknown): string {
  if (typeof content !== 'object' || content === null || !('type' in content)) {
    return formatValue(content);
  }
  const { type, ...fields } = content;
  const isBare = Object.values(fields).every((field) => field === undefined);
  return isBare ? String(type) : `${type} ${formatValue(fields)}`;
}

/** A fraction is shown with six digits: what is below that is noise to a reader. */
function formatNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}

function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return `'${line.length > LONGEST_TEXT ? `${line.slice(0, LONGEST_TEXT - 1)}…` : line}'`;
}

function items<I>(list: readonly I[], print: (item: I) => string): string {
  const shown = list.slice(0, list.length > MOST_ITEMS ? MOST_ITEMS - 1 : MOST_ITEMS).map(print);
  const rest = list.length - shown.length;
  return [...shown, ...(rest > 0 ? [`… ${rest} more`] : [])].join(', ');
}
