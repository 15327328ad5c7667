/** A rectangle on paper. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A place for a text: its middle, along a line of this slope, and the boxes that it would cover. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  readonly boxes: readonly Box[];
}

const CELL = 40;

/** Knows which parts of the paper are taken, and finds free ones. */
export class LabelRoom {
  private readonly cells: Map<string, Box[]> = new Map();

  isFree(boxes: readonly Box[]): boolean {
    return boxes.every((box) =>
      cellsOf(box).every((cell) =>
        (this.cells.get(cell) ?? []).every((other) => apart(box, other)),
      ),
    );
  }

  take(boxes: readonly Box[]): void {
    for (const box of boxes) {
      for (const cell of cellsOf(box)) {
        const known = this.cells.get(cell);
        if (known === undefined) this.cells.set(cell, [box]);
        else known.push(box);
      }
    }
  }
}

/** The boxes that a text covers which is centred on a point and follows a slope: one for each few letters. */
export function boxesAlong(
  x: number,
  y: number,
  angle: number,
  width: number,
  height: number,
): Box[] {
  const count = Math.max(1, Math.ceil(width / height));
  const piece = width / count;
  const cosine = Math.cos(angle);
  const sine = Math.sin(angle);
  return Array.from({ length: count }, (_, index) => {
    const along = (index + 0.5) * piece - width / 2;
    const centreX = x + along * cosine;
    const centreY = y + along * sine;
    return {
      left: centreX - piece / 2,
      right: centreX + piece / 2,
      top: centreY - height / 2,
      bottom: centreY + height / 2,
    };
  });
}

function apart(one: Box, other: Box): boolean {
  return (
    one.right <= other.left ||
    other.right <= one.left ||
    one.bottom <= other.top ||
    other.bottom <= one.top
  );
}

function cellsOf({ left, top, right, bottom }: Box): string[] {
  const cells: string[] = [];
  for (let column = Math.floor(left / CELL); column <= Math.floor(right / CELL); column++) {
    for (let row = Math.floor(top / CELL); row <= Math.floor(bottom / CELL); row++) {
      cells.push(`${column} ${row}`);
    }
  }
  return cells;
}
