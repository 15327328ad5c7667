import { HappenedBefore } from '../../checking/causality/happened-before.ts';
import type { TraceRecord } from '../../experiment/trial.ts';
import { formatInstant } from '../number-text.ts';
import { formatValue } from '../value-text.ts';
import { type ExportedTrial, nameOf, processNames } from './trial-export.ts';

/** How ShiViz finds the fields of an event: two lines, the clock before the words. */
export const SHIVIZ_EXPRESSION: string =
  '(?<host>\\S+) (?<clock>\\{.*\\})\\n(?<time>\\S+) (?<event>.*)';

/**
 * Writes a trace as a log for ShiViz [Beschastnikh 2016]: its expression, an empty line since there is one execution,
 * then each event with its vector clock. A message is not written: ShiViz infers it from the clocks.
 */
export function* exportShiViz(trial: ExportedTrial): Generator<string> {
  const { trace, nodeCount } = trial;
  const names = processNames(trial);
  const order = new HappenedBefore(trace, nodeCount);
  yield `${SHIVIZ_EXPRESSION}\n\n`;
  for (const record of trace) {
    const entries = [...order.clock(record.index)].flatMap((count, process) =>
      count === 0 ? [] : [`"${names[process]}":${count}`],
    );
    const process = order.processOf(record.index);
    const host = names[process];
    yield `${host} {${entries.join(',')}}\n${formatInstant(record.atUs)} ${eventOf(record, names, process)}\n`;
  }
}

function eventOf(record: TraceRecord, names: readonly string[], process: number): string {
  const { kind, at, peer, content } = record;
  const name = nameOf(record);
  switch (kind) {
    case 'sent':
    case 'requested':
    case 'responded':
      return `sends ${name} to ${names[peer]} ${formatValue(content)}`;
    case 'delivered':
    case 'requestDelivered':
    case 'responseDelivered':
      return `receives ${name} from ${names[peer]} ${formatValue(content)}`;
    case 'dropped':
      return `loses a message from ${names[at]} to ${names[peer]}: ${content}`;
    case 'timerFired':
      return `timer ${name}`;
    case 'booted':
    case 'synced':
      return name;
    case 'observed':
      // What the network tells of a node, such as that it is convicted, names it.
      return `${at >= 0 && at !== process ? `${names[at]} ` : ''}${name} ${formatValue(content)}`;
    default:
      return `${name} ${formatValue(content)}`;
  }
}
