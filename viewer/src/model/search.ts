import type { Trial } from './trial.ts';

/** The records whose line holds every word of a query, in order. Case does not matter. */
export function search(trial: Trial, query: string): number[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  const found: number[] = [];
  for (let index = 0; index < trial.records.length; index++) {
    const text = trial.words.searchText(index);
    if (words.every((word) => text.includes(word))) found.push(index);
  }
  return found;
}
