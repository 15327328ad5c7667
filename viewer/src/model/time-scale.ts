/** Where instants lie on a line of some pixels. */
export interface TimeScale {
  readonly width: number;
  xOf(atUs: number): number;
  atUs(x: number): number;
}

export function timeScale(endUs: number, width: number): TimeScale {
  const span = Math.max(1, endUs);
  return {
    width,
    xOf: (atUs) => (Math.min(atUs, span) / span) * width,
    atUs: (x) => (Math.max(0, Math.min(width, x)) / Math.max(1, width)) * span,
  };
}

/** Round instants from 0 on, at least so many pixels apart. */
export function ticksOf(endUs: number, { width }: TimeScale, leastPixels: number): number[] {
  const most = Math.max(1, Math.floor(width / leastPixels));
  const rough = Math.max(1, endUs / most);
  const power = powerOfTen(rough);
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
  const size = step ?? rough;
  return Array.from({ length: Math.floor(endUs / size) + 1 }, (_, index) => index * size);
}

function powerOfTen(value: number): number {
  let power = 1;
  while (power * 10 <= value) power *= 10;
  return power;
}

/** Puts what lasts into rows, so that nothing in a row overlaps. */
export function stacked<S extends { readonly fromUs: number; readonly toUs?: number }>(
  spans: readonly S[],
): { readonly span: S; readonly row: number }[] {
  const ends: number[] = [];
  return [...spans]
    .sort((left, right) => left.fromUs - right.fromUs)
    .map((span) => {
      const free = ends.findIndex((endUs) => endUs <= span.fromUs);
      const row = free < 0 ? ends.length : free;
      ends[row] = span.toUs ?? Number.POSITIVE_INFINITY;
      return { span, row };
    });
}

/** Prints an instant as short as it goes: `0`, `250ms`, `1.5s`. */
export function formatRound(atUs: number): string {
  if (atUs === 0) return '0';
  return atUs % 100_000 === 0 && atUs >= 1_000_000 ? `${atUs / 1_000_000}s` : `${atUs / 1_000}ms`;
}
