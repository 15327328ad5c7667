import { readFileSync, writeFileSync } from 'node:fs';

/** A fenced block of a page. */
export interface FencedBlock {
  readonly file: string;
  /** The line of its opening fence, counted from 1. */
  readonly line: number;
  /** What stands behind the fence: `console`, `ts echo.ts`. */
  readonly info: string;
  readonly lines: readonly string[];
}

export function fencedBlocks(file: string): FencedBlock[] {
  const blocks: FencedBlock[] = [];
  let open: { line: number; info: string; lines: string[] } | undefined;
  for (const [index, text] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (open === undefined) {
      if (text.startsWith('```')) open = { line: index + 1, info: text.slice(3).trim(), lines: [] };
    } else if (text === '```') {
      blocks.push({ file, ...open });
      open = undefined;
    } else open.lines.push(text);
  }
  return blocks;
}

/** Puts other lines into a block, where it stands now. */
export function rewriteBlock(block: FencedBlock, lines: readonly string[]): void {
  const page = readFileSync(block.file, 'utf8').split('\n');
  const present = fencedBlocks(block.file).find(
    ({ info, lines: [first] }) => info === block.info && first === block.lines[0],
  );
  if (present === undefined) throw new Error(`${block.file}: the block has gone.`);
  page.splice(present.line, present.lines.length, ...lines);
  writeFileSync(block.file, page.join('\n'));
}

/**
 * True when the output is what the page shows. A line `…` on the page stands for any number of lines,
 * so that a long table need not be shown whole.
 */
export function isShown(shown: readonly string[], output: readonly string[]): boolean {
  const [first, ...rest] = shown;
  if (first === undefined) return output.length === 0;
  if (first !== '…') return first === output[0] && isShown(rest, output.slice(1));
  return output.some((_, index) => isShown(rest, output.slice(index))) || rest.length === 0;
}
