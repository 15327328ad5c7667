/** A plain value as histories carry it. EDN's keywords and symbols are texts; a keyword keeps its colon. */
export type Plain =
  | null
  | boolean
  | number
  | string
  | readonly Plain[]
  | { readonly [key: string]: Plain };

/** A place in the text of a history, counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** One line of a history: an operation begins, or ends with what its process knows of it. */
export interface HistoryEvent {
  readonly place: Place;
  readonly process: number | string;
  readonly type: 'invoke' | 'ok' | 'fail' | 'info';
  /** What was asked, such as `read`. */
  readonly f: string;
  /** Absent where the history says nothing; null is a value. */
  readonly value: Plain | undefined;
  /** Which of several objects it is about, where the history has a field for that. */
  readonly key: string | number | undefined;
}

/** A history as read: its events in order, and how many lines or operations were left out. */
export interface History {
  readonly events: readonly HistoryEvent[];
  /** Operations of the nemesis, which belong to no object. */
  readonly ofNemesis: number;
}

/** An operation with both its ends. */
export interface HistoryOperation {
  readonly process: number | string;
  readonly f: string;
  readonly key: string | number | undefined;
  readonly argument: Plain | undefined;
  readonly outcome: 'ok' | 'fail' | 'info';
  /** What the completion said; absent where there is none. */
  readonly answer: Plain | undefined;
  /** Indices of events. */
  readonly invokedAt: number;
  readonly returnedAt: number | undefined;
  readonly invokedPlace: Place;
  readonly returnedPlace: Place | undefined;
}

/** Something in the text of a history that cannot be understood: where, what, and what is accepted. */
export class HistoryError extends Error {
  override readonly name = 'HistoryError';
  readonly place: Place;
  readonly found: string;
  readonly accepted: string;

  constructor(place: Place, found: string, accepted: string) {
    super(`${place.line}:${place.column}: found ${found}; ${accepted}`);
    this.place = place;
    this.found = found;
    this.accepted = accepted;
  }
}

/** Prints a plain value in one line, as people write it. */
export function formatPlain(value: Plain | undefined): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return value.startsWith(':') ? value : JSON.stringify(value);
  if (value === null) return 'nil';
  if (Array.isArray(value)) return `[${value.map((item) => formatPlain(item)).join(' ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
