/** Escapes a text for XML. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A coordinate with no more digits than a screen shows. */
export function coordinate(value: number): string {
  return String(Math.round(value * 10) / 10);
}

type Attributes = Readonly<Record<string, string | number>>;

/** An element with attributes and what it contains, which is markup already. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes).map(([key, value]) => {
    const text = typeof value === 'number' ? coordinate(value) : escapeXml(value);
    return ` ${key}="${text}"`;
  });
  const start = `<${name}${written.join('')}`;
  return content === '' ? `${start}/>` : `${start}>${content}</${name}>`;
}

/** A line of text. */
export function text(
  kind: string,
  x: number,
  y: number,
  words: string,
  more: Attributes = {},
): string {
  return element('text', { class: kind, x, y, ...more }, escapeXml(words));
}

export function line(kind: string, x1: number, y1: number, x2: number, y2: number): string {
  return element('path', {
    class: kind,
    d: `M${coordinate(x1)} ${coordinate(y1)}L${coordinate(x2)} ${coordinate(y2)}`,
  });
}

/** What a reader sees who points at an element. */
export function tooltip(words: string): string {
  return `<title>${escapeXml(words)}</title>`;
}
