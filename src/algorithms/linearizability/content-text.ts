/**
 * The content of a plain value as text: two values have the same text exactly when they have the same content.
 *
 * Plain are null, undefined, booleans, numbers, texts, arrays and objects of these. The order of an object's keys
 * does not matter.
 */
export function contentText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(contentText).join(',')}]`;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${contentText(member)}`).join(',')}}`;
}

/** True when two plain values have the same content. */
export function hasSameContent(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  return contentText(left) === contentText(right);
}
