/** Something that the user of the command line must change. Printed without a stack; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
