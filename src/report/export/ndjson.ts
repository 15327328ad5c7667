import { HappenedBefore } from '../../checking/causality/happened-before.ts';
import { plainValue } from './plain-value.ts';
import { type ExportedTrial, processNames } from './trial-export.ts';

/** Writes a trace as newline-delimited JSON, a record a line, with its Lamport clock [Lamport 1978]. */
export function* exportNdjson(trial: ExportedTrial): Generator<string> {
  const names = processNames(trial);
  const order = new HappenedBefore(trial.trace, trial.nodeCount);
  for (const { index, kind, atUs, peer, cause, content } of trial.trace) {
    const line = {
      index,
      atUs,
      kind,
      at: names[order.processOf(index)],
      ...(peer >= 0 && { peer: names[peer] }),
      ...(cause >= 0 && { cause }),
      lamport: order.lamport(index),
      ...(content !== undefined && { content: plainValue(content) }),
    };
    yield `${JSON.stringify(line)}\n`;
  }
}
