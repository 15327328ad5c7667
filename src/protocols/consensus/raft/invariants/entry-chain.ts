/** Terms stay below this in any trial that ends. */
const TERM_SPAN = 2 ** 24;

/**
 * Which term stands before which: the entries of all logs of a trial, each named by index and term, with the term of
 * its predecessor. By Log Matching, an entry so named stands for the whole log before it.
 */
export class EntryChain {
  // The first entry seen at each index; almost always the only one.
  private readonly terms: number[] = [0];
  private readonly previousTerms: number[] = [0];
  /** The previous terms of all others. */
  private readonly others: Map<number, number> = new Map();

  add(index: number, term: number, previousTerm: number): void {
    if (this.terms[index] === term) return;
    if (this.terms[index] === undefined) {
      this.terms[index] = term;
      this.previousTerms[index] = previousTerm;
    } else this.others.set(index * TERM_SPAN + term, previousTerm);
  }

  /** The term at `index` of the log that ends at `lastIndex` with `lastTerm`; 0 where it has no such entry. */
  termAt(index: number, lastIndex: number, lastTerm: number): number {
    if (index > lastIndex) return 0;
    let term = lastTerm;
    for (let at = lastIndex; at > index; at--) term = this.previousTerm(at, term);
    return term;
  }

  private previousTerm(index: number, term: number): number {
    if (this.terms[index] === term) return this.previousTerms[index] as number;
    return this.others.get(index * TERM_SPAN + term) ?? 0;
  }
}
