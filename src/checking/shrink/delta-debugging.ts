/** Says of some of the elements whether they alone still fail. */
export type SubsetFails<E> = (subset: readonly E[]) => boolean;

/**
 * Delta debugging by the algorithm ddmin [Zeller 2002 §3]: finds few among many elements that still fail together.
 *
 * All elements must fail together. The result is 1-minimal, which means that it does not fail without any single one
 * of its elements, and keeps their order. It takes few runs where few elements matter, and about n² at worst.
 */
export function deltaDebug<E>(elements: readonly E[], stillFails: SubsetFails<E>): readonly E[] {
  if (elements.length === 0 || stillFails([])) return [];
  let current = elements;
  let granularity = 2;
  while (current.length >= 2) {
    const reduction = reduce(current, granularity, stillFails);
    if (reduction !== undefined) {
      current = reduction.rest;
      granularity = Math.max(2, Math.min(reduction.granularity, current.length));
    } else if (granularity < current.length) {
      granularity = Math.min(current.length, granularity * 2);
    } else {
      break;
    }
  }
  return current;
}

/**
 * Leaves out one element after another, for as long as what is left still fails: a cheap way to make a set 1-minimal
 * that nearly is.
 */
export function leaveOutOneByOne<E>(
  elements: readonly E[],
  stillFails: SubsetFails<E>,
): readonly E[] {
  for (let index = 0; index < elements.length; index++) {
    const rest = elements.filter((_, at) => at !== index);
    if (stillFails(rest)) return leaveOutOneByOne(rest, stillFails);
  }
  return elements;
}

/** One step of ddmin: a part that fails alone, else a part that can be left out. */
function reduce<E>(
  elements: readonly E[],
  granularity: number,
  stillFails: SubsetFails<E>,
): { readonly rest: readonly E[]; readonly granularity: number } | undefined {
  const parts = partsOf(elements, granularity);
  const failing = parts.find(({ part }) => stillFails(part));
  if (failing !== undefined) return { rest: failing.part, granularity: 2 };
  // With two parts each is the complement of the other.
  if (granularity === 2) return undefined;
  const needless = parts.find(({ complement }) => stillFails(complement));
  if (needless === undefined) return undefined;
  return { rest: needless.complement, granularity: granularity - 1 };
}

function partsOf<E>(
  elements: readonly E[],
  count: number,
): { readonly part: readonly E[]; readonly complement: readonly E[] }[] {
  return Array.from({ length: count }, (_, index) => {
    const start = Math.floor((index * elements.length) / count);
    const end = Math.floor(((index + 1) * elements.length) / count);
    return {
      part: elements.slice(start, end),
      complement: [...elements.slice(0, start), ...elements.slice(end)],
    };
  });
}
