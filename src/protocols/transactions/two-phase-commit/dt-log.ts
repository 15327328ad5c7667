import type { Context } from '../../../core/protocol.ts';
import type { Log } from '../../../core/storage.ts';
import type { Announced, LogRecord, TwoPhaseCommitTypes } from './types.ts';

export function dtLog(ctx: Context<TwoPhaseCommitTypes>): Log<LogRecord> {
  return ctx.storage.log('dt');
}

/** Appends a record. What is sent afterwards leaves when the record is durable, if it is one to be forced. */
export function write(
  record: LogRecord,
  state: Announced,
  ctx: Context<TwoPhaseCommitTypes>,
): void {
  dtLog(ctx).append(record);
  if (ctx.rules.isForced(record)) ctx.storage.sync();
  announceDurable(state, ctx);
}

/**
 * Makes known what was begun and decided, as far as it is durable. After a restart a node says it all again: what
 * survived is what has happened, whatever the node had time to say before.
 */
export function announceDurable(state: Announced, ctx: Context<TwoPhaseCommitTypes>): void {
  const log = dtLog(ctx);
  const { durableLength } = log;
  for (; state.announced < durableLength; state.announced++) {
    const record = log.at(state.announced);
    if (record !== undefined) announce(record, ctx);
  }
}

function announce({ kind, transaction }: LogRecord, ctx: Context<TwoPhaseCommitTypes>): void {
  if (kind === 'start') ctx.observe({ type: 'Began', transaction });
  if (kind === 'no') ctx.observe({ type: 'Decided', transaction, decision: 'abort' });
  if (kind === 'commit' || kind === 'abort') {
    ctx.observe({ type: 'Decided', transaction, decision: kind });
  }
}
