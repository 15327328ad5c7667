/** Says that something which cannot happen has happened: a defect of ours or of a protocol, never of the user's input. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** Stops the simulation when `condition` is false. Always on: a wrong trial is worse than a slow one. */
export function assert(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new AssertionError(sentence);
}
