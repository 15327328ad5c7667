import { type CausalStep, causalSteps } from '../../checking/causality/causal-steps.ts';
import { isSending } from '../../checking/causality/happened-before.ts';
import type { EngineObservation } from '../../core/observation.ts';
import type { TraceRecord } from '../../experiment/trial.ts';
import { engineWords } from '../engine-words.ts';
import { formatInstant } from '../number-text.ts';
import { faultPhrase } from '../space-time/fault-phrase.ts';
import { clientPhrase, shortly } from '../space-time/narration.ts';
import { type ExportedTrial, processNames } from './trial-export.ts';

/** More of a content makes the picture too wide. */
const LONGEST = 60;

/**
 * Writes a trace as a Mermaid sequence diagram. There a message takes no time: it stands where it arrives, or where it
 * was lost, then with a cross. Observations and faults are notes.
 */
export function* exportMermaid(trial: ExportedTrial): Generator<string> {
  const { trace, nodeCount } = trial;
  const names = processNames(trial);
  yield `sequenceDiagram\n  title ${plain(trial.title)}\n`;
  for (const name of participants(trial, names)) yield `  participant ${name}\n`;
  const all = Array.from({ length: trace.length }, (_, index) => index);
  for (const step of causalSteps(trace, nodeCount, all)) {
    for (const line of stepLines(step, trial, names)) yield `  ${line}\n`;
  }
}

/** Every process but the network, with the roles of nodes where they differ. */
function participants({ roles }: ExportedTrial, names: readonly string[]): string[] {
  const areTold = new Set(roles).size > 1;
  return names.slice(0, -1).map((name, process) => {
    const role = areTold ? roles[process] : undefined;
    return role === undefined ? name : `${name} as ${name} ${plain(role)}`;
  });
}

function stepLines(step: CausalStep, trial: ExportedTrial, names: readonly string[]): string[] {
  const { root, effects, lost, process } = step;
  const records = root === undefined ? effects : [root, ...effects];
  return records.flatMap((record) => {
    if (!isSending(record)) return eventLines(record, trial, names, process);
    const { index, at, peer } = record;
    return lost.has(index) ? [`${names[at]}-x${names[peer]}: ${messageText(record)}`] : [];
  });
}

function eventLines(
  record: TraceRecord,
  { trace, nodeCount }: ExportedTrial,
  names: readonly string[],
  process: number,
): string[] {
  const { kind, at, peer, content, atUs, cause } = record;
  switch (kind) {
    case 'delivered': {
      // A liar may speak in another's name.
      const sender = cause < 0 ? peer : trace.at(cause).at;
      const claimed = sender === peer ? '' : ` as ${names[peer]}`;
      return [`${names[sender]}->>${names[at]}: ${messageText(record)}${claimed}`];
    }
    case 'requestDelivered':
    case 'responseDelivered':
      return [`${names[peer]}-->>${names[at]}: ${messageText(record)}`];
    case 'observed':
    case 'fault': {
      const isNetwork = process === names.length - 1;
      const over = isNetwork ? everywhere(names) : names[process];
      const words =
        kind === 'fault' ? faultPhrase(content, nodeCount) : observationText(record, names);
      return [`Note over ${over}: ${formatInstant(atUs)} ${plain(words)}`];
    }
    default:
      return [];
  }
}

/** What the engine observes of a node is told in words, and whom a verdict is about. */
function observationText({ at, content }: TraceRecord, names: readonly string[]): string {
  const struck = engineWords(content as EngineObservation);
  if (struck === undefined) return shortly(content, LONGEST);
  const details = struck.details === '' ? '' : ` (${struck.details})`;
  return `${names[at]} ${struck.words}${details}`;
}

/** From the first participant to the last. */
function everywhere(names: readonly string[]): string {
  return names.length > 2 ? `${names[0]},${names.at(-2)}` : `${names[0]}`;
}

function messageText({ kind, content }: TraceRecord): string {
  const isMessage = kind === 'sent' || kind === 'delivered';
  return plain(isMessage ? shortly(content, LONGEST) : clientPhrase(content).slice(0, LONGEST));
}

/** In Mermaid `#` begins a comment or an entity, and `;` ends a statement. */
function plain(words: string): string {
  return words.replaceAll('#', 'no. ').replaceAll(';', ',').replace(/\s+/g, ' ');
}
