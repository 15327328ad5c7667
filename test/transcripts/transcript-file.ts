/** A part of a transcript: prose to be kept as it is, or commands with what they printed. */
export type Part =
  | { readonly kind: 'prose'; readonly lines: readonly string[] }
  | {
      readonly kind: 'scene';
      readonly commands: readonly string[];
      readonly trace: readonly string[];
    };

const DIVIDER = '----';

/**
 * Takes a transcript apart. Lines that begin with `#` and blank lines are prose; all others up to `----` are commands,
 * and what follows, up to the next blank line, is what they print.
 */
export function parseTranscript(text: string): Part[] {
  const parts: Part[] = [];
  const lines = text.replace(/\n$/, '').split('\n');
  let at = 0;
  const takeWhile = (belongs: (line: string) => boolean): string[] => {
    const start = at;
    while (at < lines.length && belongs(lines[at] as string)) at++;
    return lines.slice(start, at);
  };
  while (at < lines.length) {
    const prose = takeWhile(isProse);
    if (prose.length > 0) parts.push({ kind: 'prose', lines: prose });
    if (at === lines.length) break;
    const first = at + 1;
    const commands = takeWhile((line) => line !== DIVIDER && line !== '');
    if (lines[at] !== DIVIDER)
      throw new Error(`The commands from line ${first} on have no ${DIVIDER}.`);
    at++;
    parts.push({ kind: 'scene', commands, trace: takeWhile((line) => line !== '') });
  }
  return parts;
}

function isProse(line: string): boolean {
  return line === '' || line.startsWith('#');
}

/** Puts a transcript together again. */
export function formatTranscript(parts: readonly Part[]): string {
  const lines = parts.flatMap((part) =>
    part.kind === 'prose' ? part.lines : [...part.commands, DIVIDER, ...part.trace],
  );
  return `${lines.join('\n')}\n`;
}
