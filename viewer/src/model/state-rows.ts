import type { PlainValue } from '../../../src/experiment/plain-state.ts';
import { isComposite, memberOf, namesOf } from './state-changes.ts';

/** One place in the memory of several nodes, side by side. */
export interface StateRow {
  readonly path: string;
  readonly label: string;
  readonly depth: number;
  /** Whether there is more to see below; `closed` and `open` say what is shown of it. */
  readonly disclosure: 'none' | 'closed' | 'open';
  readonly cells: readonly StateCell[];
}

/** One place in the memory of one node. */
export interface StateCell {
  /** Undefined where the node has no such place. */
  readonly value: PlainValue | undefined;
  readonly before: PlainValue | undefined;
  readonly hasChanged: boolean;
}

/** Which places the reader opened or closed, by path. Others are as `isOpenAtFirst` says. */
export type Disclosures = ReadonlyMap<string, boolean>;

/** Of a longer list only the last items are shown, unless the reader asks for all. */
const SHOWN_ITEMS = 10;
/** The name below which the rest of a list is opened. */
const EARLIER = '…';

interface Place {
  readonly path: string;
  readonly depth: number;
  readonly after: readonly (PlainValue | undefined)[];
  readonly before: readonly (PlainValue | undefined)[];
}

/** The memory of several nodes as rows: one a place that any of them has, in order, as deep as places are open. */
export function stateRows(
  after: readonly (PlainValue | undefined)[],
  before: readonly (PlainValue | undefined)[],
  disclosures: Disclosures,
): StateRow[] {
  return rowsBelow({ path: '', depth: 0, after, before }, disclosures);
}

function rowsBelow(place: Place, disclosures: Disclosures): StateRow[] {
  const { path, depth, after, before } = place;
  const names = namesOf([...after, ...before]);
  const isList = names.length > 0 && names.every((name) => /^\d+$/.test(name));
  const hidden =
    isList && names.length > SHOWN_ITEMS && disclosures.get(`${path}/${EARLIER}`) !== true
      ? names.length - SHOWN_ITEMS
      : 0;
  const rest: StateRow[] =
    hidden === 0
      ? []
      : [
          {
            path: `${path}/${EARLIER}`,
            label: `${hidden} earlier`,
            depth,
            disclosure: 'closed',
            cells: after.map(() => ({ value: undefined, before: undefined, hasChanged: false })),
          },
        ];
  return [
    ...rest,
    ...names.slice(hidden).flatMap((name) => rowsOf(childOf(place, name), name, disclosures)),
  ];
}

function childOf({ path, depth, after, before }: Place, name: string): Place {
  return {
    path: `${path}/${name}`,
    depth: depth + 1,
    after: after.map((value) => memberOf(value, name)),
    before: before.map((value) => memberOf(value, name)),
  };
}

function rowsOf(place: Place, label: string, disclosures: Disclosures): StateRow[] {
  const { path, depth, after, before } = place;
  const hasMore = after.some((value) => isComposite(value) && Object.keys(value).length > 0);
  const isOpen = hasMore && (disclosures.get(path) ?? isOpenAtFirst(place));
  const row: StateRow = {
    path,
    label,
    depth: depth - 1,
    disclosure: hasMore ? (isOpen ? 'open' : 'closed') : 'none',
    cells: after.map((value, node) => ({
      value,
      before: before[node],
      hasChanged: value !== before[node],
    })),
  };
  return isOpen ? [row, ...rowsBelow(place, disclosures)] : [row];
}

/** Objects of the first level are open, lists and what lies deeper closed. */
function isOpenAtFirst({ depth, after }: Place): boolean {
  return depth === 1 && after.every((value) => !Array.isArray(value));
}
