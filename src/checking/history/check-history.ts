import {
  type CheckOptions,
  checkLinearizability,
  type Linearizability,
} from '../../algorithms/linearizability/check.ts';
import { formatPlain, type HistoryOperation, type Plain } from './history.ts';
import { type HistoryModel, type ReadOperation, readOperation } from './history-models.ts';
import { pairEvents } from './pair-events.ts';
import { type HistoryFormat, parseHistory } from './parse-history.ts';

/** An operation as written, and as the model reads it. */
export interface CheckedOperation {
  readonly written: HistoryOperation;
  readonly read: ReadOperation;
}

/** A history, judged. The verdict's indices are those of `operations`. */
export interface HistoryReport {
  readonly model: HistoryModel;
  readonly operations: readonly CheckedOperation[];
  readonly processes: number;
  /** Operations of the nemesis, which are left out. */
  readonly ofNemesis: number;
  readonly result: Linearizability<unknown, Plain>;
}

/** Reads a history and asks whether it is linearizable. Throws `HistoryError` where it cannot be read. */
export function checkHistory(
  text: string,
  format: HistoryFormat,
  model: HistoryModel,
  options: CheckOptions = {},
): HistoryReport {
  const { events, ofNemesis } = parseHistory(text, format);
  const operations = pairEvents(events).map((written) => ({
    written,
    read: readOperation(model, written),
  }));
  const result = checkLinearizability(
    model.model,
    operations.map(({ read }) => read.timed as never),
    options,
  );
  const processes = new Set(events.map(({ process }) => process)).size;
  return { model, operations, processes, ofNemesis, result };
}

/** What was asked, and answered where that says something: `read → 3`, `cas [0 1] → true`, `write 3`. */
export function describeOperation({ read }: CheckedOperation, value?: Plain): string {
  const answer = value === undefined ? read.timed.value : value;
  return answer === undefined ? read.asked : `${read.asked} → ${formatPlain(answer)}`;
}
