/** Widths of characters in thousandths of the font's size, by the letters that share one: those of Helvetica. */
const WIDTHS: readonly (readonly [width: number, letters: string])[] = [
  [222, "ijl'"],
  [278, 'ft.,:;/|![]I '],
  [333, 'r(){}-"`'],
  [500, 'cksvxyzJ'],
  [556, 'abdeghnopqu0123456789_#$?L…'],
  [584, '+=<>~'],
  [611, 'FTZ'],
  [667, 'ABEKPSVXY&'],
  [722, 'wCDHNRU'],
  [778, 'GOQ'],
  [833, 'mM'],
  [944, 'W'],
];

const WIDTH_OF: ReadonlyMap<string, number> = new Map(
  WIDTHS.flatMap(([width, letters]) => [...letters].map((letter) => [letter, width] as const)),
);

/** Other fonts are a little wider than the one that was measured. */
const MARGIN = 1.06;

/** About how wide a text is, in the unit of the font's size. There is no font to ask: the reader has it. */
export function textWidth(text: string, size: number): number {
  let sum = 0;
  for (const letter of text) sum += WIDTH_OF.get(letter) ?? 600;
  return (sum / 1000) * size * MARGIN;
}

/** Shortens a text to a width, with an ellipsis where something is left out. */
export function fitText(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  const letters = [...text];
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, size) > width) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

/**
 * Shortens `Type {term: 1, index: 24}` to a width by whole fields, `Type {term: 1, …}`, and to the type alone in the
 * end. A number is never cut: what is left would be another number.
 */
export function fitLabel(label: string, size: number, width: number): string {
  if (textWidth(label, size) <= width) return label;
  let end = label.lastIndexOf(', ');
  while (end > 0) {
    const shorter = `${label.slice(0, end)}, …`;
    if (textWidth(shorter, size) <= width) return shorter;
    end = label.lastIndexOf(', ', end - 1);
  }
  return fitText(label.split(' {', 1)[0] ?? '', size, width);
}

/** Breaks a text into at most so many lines of a width, at spaces; the last one is shortened to fit. */
export function wrapText(text: string, size: number, width: number, most: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (lines.length < most - 1 && textWidth(rest, size) > width) {
    let end = rest.length;
    while (end > 0 && textWidth(rest.slice(0, end).trimEnd(), size) > width) {
      end = rest.lastIndexOf(' ', end - 1);
    }
    if (end <= 0) break;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end + 1);
  }
  return [...lines, fitText(rest, size, width)];
}
