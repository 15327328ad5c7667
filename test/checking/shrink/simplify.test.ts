import { expect, test } from 'vitest';
import { type Simplification, simplify } from '../../../src/checking/shrink/simplify.ts';

interface Box {
  readonly width: number;
  readonly height: number;
}

const narrower: Simplification<Box> = ({ width, height }) =>
  [Math.floor(width / 2), width - 1].map((less) => ({ width: less, height }));
const lower: Simplification<Box> = ({ width, height }) => [{ width, height: height - 1 }];

test('each way is taken for as long as it helps', () => {
  const found = simplify({ width: 100, height: 9 }, [narrower, lower], (box) => {
    return box.width >= 13 && box.height >= 4;
  });
  expect(found).toEqual({ width: 13, height: 4 });
});

test('what a later way makes possible is taken in another round', () => {
  const isLowFirst = ({ width, height }: Box): boolean => height >= 2 && (width >= 8 || height < 3);
  const found = simplify({ width: 8, height: 5 }, [narrower, lower], (box) => {
    return box.width >= 1 && isLowFirst(box);
  });
  expect(found).toEqual({ width: 1, height: 2 });
});

test('two ways that undo each other come to an end', () => {
  const wider: Simplification<Box> = ({ width, height }) => [{ width: width + 1, height }];
  expect(simplify({ width: 5, height: 1 }, [narrower, wider], () => true)).toMatchObject({
    height: 1,
  });
});
