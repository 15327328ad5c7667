import type { ClientId } from '../../../core/identity.ts';

/**
 * The state machine that consensus protocols replicate: a map from keys to texts, and beside it one session a
 * client, which makes every operation take effect exactly once, however often it is asked for [Ongaro §6.3].
 */

/** What a client may ask. */
export type KeyValueOperation =
  | { readonly kind: 'get'; readonly key: number }
  | { readonly kind: 'put'; readonly key: number; readonly value: string }
  /** Compare and swap: writes `value` if the present value is `expected`. */
  | {
      readonly kind: 'cas';
      readonly key: number;
      readonly expected: string;
      readonly value: string;
    }
  /** Writes `value` behind the present value. */
  | { readonly kind: 'append'; readonly key: number; readonly value: string };

/** Tells operations apart. */
export function operationText(operation: KeyValueOperation): string {
  const { kind, key } = operation;
  const expected = kind === 'cas' ? operation.expected : '';
  const value = kind === 'get' ? '' : operation.value;
  return `${kind} ${key} '${expected}' '${value}'`;
}

/** What an operation gives: get a value or null, compare and swap whether it swapped, the others nothing. */
export type KeyValueResult = string | boolean | null;

/** What one client has been answered. */
export interface Session {
  /** Operations with a smaller sequence are over; their answers are forgotten. */
  doneBelow: number;
  /** The answers that the client may yet ask for again: first that of operation `doneBelow`, then of the next. */
  readonly answers: (KeyValueResult | undefined)[];
}

export interface KeyValueMachine {
  /** By key. */
  readonly values: (string | undefined)[];
  /** By client. */
  readonly sessions: (Session | undefined)[];
}

export function emptyMachine(): KeyValueMachine {
  return { values: [], sessions: [] };
}

/** A machine of its own in the same state. */
export function copyOf({ values, sessions }: KeyValueMachine): KeyValueMachine {
  return {
    values: [...values],
    sessions: sessions.map(
      (session) => session && { doneBelow: session.doneBelow, answers: [...session.answers] },
    ),
  };
}

/** The client's session, opened at its first operation. */
export function sessionOf(machine: KeyValueMachine, client: ClientId): Session {
  let session = machine.sessions[client];
  if (session === undefined) {
    session = { doneBelow: 0, answers: [] };
    setAt(machine.sessions, client, session);
  }
  return session;
}

/** True when the operation has taken effect before, or never must, because its client has given it up. */
export function isRepeated(session: Session, sequence: number): boolean {
  return sequence < session.doneBelow || answerOf(session, sequence) !== undefined;
}

/** What the client was answered, or undefined where it was not, or will not ask again. */
export function answerOf(session: Session, sequence: number): KeyValueResult | undefined {
  return session.answers[sequence - session.doneBelow];
}

/** Keeps the answer, and forgets those that the client will never ask for again. */
export function remember(
  session: Session,
  sequence: number,
  result: KeyValueResult,
  doneBelow: number,
): void {
  const { answers } = session;
  if (sequence >= session.doneBelow) setAt(answers, sequence - session.doneBelow, result);
  while (session.doneBelow < doneBelow) {
    answers.shift();
    session.doneBelow++;
  }
}

/** Sets an element beyond the end too, without leaving holes. */
function setAt<E>(list: (E | undefined)[], index: number, element: E): void {
  while (list.length < index) list.push(undefined);
  list[index] = element;
}

/** Carries out an operation. */
export function perform(machine: KeyValueMachine, operation: KeyValueOperation): KeyValueResult {
  const { values } = machine;
  switch (operation.kind) {
    case 'get':
      return values[operation.key] ?? null;
    case 'put':
      setAt(values, operation.key, operation.value);
      return null;
    case 'cas': {
      const swaps = values[operation.key] === operation.expected;
      if (swaps) values[operation.key] = operation.value;
      return swaps;
    }
    case 'append':
      setAt(values, operation.key, (values[operation.key] ?? '') + operation.value);
      return null;
  }
}

/** The size of a state on the wire: its keys with their texts, and its sessions with their answers. */
export function machineBytes({ values, sessions }: KeyValueMachine): number {
  let bytes = 0;
  for (const value of values) bytes += 8 + (value?.length ?? 0);
  for (const session of sessions) bytes += 16 + 8 * (session?.answers.length ?? 0);
  return bytes;
}

/** The size of an operation on the wire: a kind, a key, and its texts, as many as there are: a liar's may lack some. */
export function operationBytes(operation: KeyValueOperation): number {
  const value = 'value' in operation ? operation.value : '';
  const expected = 'expected' in operation ? operation.expected : '';
  return 9 + value.length + expected.length;
}
