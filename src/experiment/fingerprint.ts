import { hashString } from '../core/hash.ts';
import { NO_NODE } from '../core/observation.ts';
import type { TrialPlan } from './trial-plan.ts';
import type { RecordedFact, RecordedViolation } from './trial-record.ts';

/**
 * Names the way in which a property broke, in a text that may be a file's name: `election-safety-1f0c2ab9`.
 *
 * It holds the property, and of its facts who observed what: the role of the node and the kind of observation. Which
 * nodes, when and how often is left out, so that one defect that shows itself in a thousand seeds, or with fewer nodes,
 * has one fingerprint.
 */
export function fingerprintOf(
  { invariant, facts }: RecordedViolation,
  { config, protocol }: TrialPlan,
): string {
  const roles = protocol.assign(config.nodes, config.params);
  const kinds = new Set(facts.map((fact) => `${whoOf(fact, roles)} ${kindOf(fact)}`));
  const sorted = [...kinds].sort((a, b) => (a < b ? -1 : 1));
  const hash = hashString(JSON.stringify([protocol.name, invariant, sorted])) >>> 0;
  return `${slugOf(invariant)}-${hash.toString(16).padStart(8, '0')}`;
}

function whoOf({ node }: RecordedFact, roles: readonly string[]): string {
  return node === NO_NODE ? 'world' : (roles[node] ?? 'world');
}

function kindOf({ observation }: RecordedFact): string {
  // biome-ignore lint/complexity/useLiteralKeys: the compiler asks for brackets on index signatures.
  return String(observation['type']);
}

function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
