/** A value as JSON can hold it: maps become lists of pairs, sets lists, and numbers that JSON lacks become words. */
export function plainValue(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (Array.isArray(value)) return value.map(plainValue);
  if (value instanceof Set) return [...value].map(plainValue);
  if (value instanceof Map) {
    return [...value].map(([key, member]) => [plainValue(key), plainValue(member)]);
  }
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries.map(([key, member]) => [key, plainValue(member)]));
}
