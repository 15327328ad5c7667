import { endpointCountOf } from '../../checking/causality/happened-before.ts';
import { formatEndpoint } from '../../core/identity.ts';
import type { Trace, TraceRecord } from '../../experiment/trial.ts';

/** A trial to export: its trace, whole or in part, and its name. */
export interface ExportedTrial {
  readonly trace: Trace;
  readonly nodeCount: number;
  /** `leader-crash: trial 17 (seed 1:17)`. */
  readonly title: string;
  /** The trial's own seed, from which identifiers are derived. */
  readonly seed: string;
  /** The role of each node, in order. */
  readonly roles: readonly string[];
}

/** The names of all processes, in order: nodes, clients, and last the network. */
export function processNames({ trace, nodeCount }: ExportedTrial): string[] {
  const endpoints = endpointCountOf(trace, nodeCount);
  const names = Array.from({ length: endpoints }, (_, end) => formatEndpoint(end, nodeCount));
  return [...names, 'network'];
}

/** The handlers of a trace: a record that acts is handled under the arrival, timer or start that is its cause. */
export function isHandled({ kind }: TraceRecord): boolean {
  return (
    kind === 'delivered' ||
    kind === 'requestDelivered' ||
    kind === 'responseDelivered' ||
    kind === 'timerFired' ||
    kind === 'synced' ||
    kind === 'booted'
  );
}

/** What a record is about, in a word or two: the type of its message, the name of its timer. */
export function nameOf({ kind, content }: TraceRecord): string {
  switch (kind) {
    case 'timerFired':
      return String(content);
    case 'requested':
    case 'requestDelivered':
      return 'request';
    case 'responded':
    case 'responseDelivered':
      return 'answer';
    case 'dropped':
      return `lost (${content})`;
    case 'booted':
    case 'synced':
      return kind;
    default:
      return String((content as { readonly type?: unknown }).type ?? kind);
  }
}
