import type { CausalStep } from '../../checking/causality/causal-steps.ts';
import { type EndpointId, formatEndpoint } from '../../core/identity.ts';
import type { EngineObservation } from '../../core/observation.ts';
import type { TraceRecord } from '../../experiment/trial.ts';
import { proofText } from '../engine-words.ts';
import { formatInstant } from '../number-text.ts';
import { formatTyped, formatValue } from '../value-text.ts';
import { faultPhrase } from './fault-phrase.ts';

/** More of a content than this says nothing more in a sentence. */
const LONGEST_CONTENT = 120;

/** Tells one step in one sentence: `at 7.512ms n2 received RequestVote {term: 3} from n0: VoteGranted {term: 3}; …`. */
export function tellStep(step: CausalStep, nodeCount: number): string {
  const name = (endpoint: EndpointId): string => formatEndpoint(endpoint, nodeCount);
  const { root, effects, process, atUs } = step;
  const observed = effects.flatMap((record) => observedPhrase(record, nodeCount));
  const done = [...observed, ...sendingPhrases(step, name)];
  const when = `at ${formatInstant(atUs)}`;
  if (root === undefined) return `${when} ${whoActs(step, name)}${done.join('; ')}`;
  const what = `${when} ${rootPhrase(root, name(process), name)}`;
  return done.length === 0 ? what : `${what}: ${done.join('; ')}`;
}

/** Prints a content in at most so many characters. */
export function shortly(content: unknown, most: number = LONGEST_CONTENT): string {
  const text = formatTyped(content);
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/** Links that fail, and verdicts on liars, are no deeds of a process. */
function isOfTheNetwork({ kind, at, content }: TraceRecord): boolean {
  return (kind === 'fault' && at < 0) || isConviction(content);
}

function isConviction(content: unknown): boolean {
  return (content as { readonly type?: string }).type === 'node:convicted';
}

type Name = (endpoint: EndpointId) => string;

function whoActs({ process, effects }: CausalStep, name: Name): string {
  return effects.every(isOfTheNetwork) ? '' : `${name(process)} `;
}

function rootPhrase({ kind, peer, content }: TraceRecord, self: string, name: Name): string {
  switch (kind) {
    case 'delivered':
      return peerPhrase(self, shortly(content), name(peer));
    case 'requestDelivered':
    case 'responseDelivered':
      return peerPhrase(self, clientPhrase(content), name(peer));
    case 'timerFired':
      return `${self}’s ${content} ran out`;
    case 'synced':
      return `${self}’s disk had synced`;
    default:
      return `${self} started`;
  }
}

function peerPhrase(self: string, what: string, peer: string): string {
  return self === peer
    ? `${self} received its own ${what}`
    : `${self} received ${what} from ${peer}`;
}

/** A request or an answer, by its number: `request 4 {kind: 'get', key: 2}`. */
export function clientPhrase(content: unknown): string {
  const { sequence, operation, response } = content as {
    readonly sequence: number;
    readonly operation?: unknown;
    readonly response?: unknown;
  };
  return operation === undefined
    ? `answer ${sequence} ${formatValue(response)}`
    : `request ${sequence} ${formatValue(operation)}`;
}

function observedPhrase({ kind, at, content }: TraceRecord, nodeCount: number): string[] {
  if (kind === 'fault') return [faultPhrase(content, nodeCount)];
  if (isConviction(content))
    return [`${formatEndpoint(at, nodeCount)} ${observationPhrase(content as EngineObservation)}`];
  return kind === 'observed' ? [observationPhrase(content as EngineObservation)] : [];
}

const CORRUPTED = {
  lies: 'began to lie',
  crash: 'counted as faulty from then on',
  keyTheft: 'lost its key to the adversary',
} as const;

/** An observation as a sentence's part: what the engine observes in plain words. */
function observationPhrase(observation: EngineObservation): string {
  switch (observation.type) {
    case 'node:crashed':
      return 'crashed';
    case 'node:restarted':
      return observation.disk === 'lost' ? 'restarted with an empty disk' : 'restarted';
    case 'node:paused':
      return 'was paused';
    case 'node:resumed':
      return 'went on';
    case 'node:corrupted':
      return CORRUPTED[observation.by];
    case 'node:convicted':
      return `was convicted of lying: ${proofText(observation)}`;
    case 'faults:healed':
      return 'all faults healed';
    case 'client:invoked':
      return `began operation ${observation.sequence} ${formatValue(observation.operation)}`;
    case 'client:completed': {
      const { sequence, outcome, value } = observation;
      return `ended operation ${sequence}: ${outcome} ${formatValue(value)}`;
    }
    default:
      return shortly(observation);
  }
}

/** What was sent, the same to several told once: `sent RequestVote {term: 3} to n1, and to n2 in vain (blocked)`. */
function sendingPhrases({ effects, lost }: CausalStep, name: Name): string[] {
  const texts = new Map<string, { readonly heard: string[]; readonly vain: string[] }>();
  for (const record of effects) {
    if (record.kind === 'observed' || record.kind === 'fault') continue;
    const isMessage = record.kind === 'sent';
    const text = isMessage ? shortly(record.content) : clientPhrase(record.content);
    const ends = texts.get(text) ?? { heard: [], vain: [] };
    texts.set(text, ends);
    const to = record.peer === record.at ? 'itself' : name(record.peer);
    if (lost.has(record.index)) ends.vain.push(`${to} in vain (${lost.get(record.index)})`);
    else ends.heard.push(to);
  }
  return [...texts].map(
    ([text, { heard, vain }]) => `sent ${text} to ${listed([...heard, ...vain])}`,
  );
}

function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}
