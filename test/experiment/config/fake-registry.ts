import { z } from 'zod';
import type { Workload } from '../../../src/core/client.ts';
import type { Invariant } from '../../../src/core/invariant.ts';
import type { Protocol, Role } from '../../../src/core/protocol.ts';
import { count, duration, durationRange, probability } from '../../../src/core/schema.ts';
import type { ConfigRegistry } from '../../../src/experiment/config/registry.ts';

const role: Role = { boot: () => ({}), onMessage: () => {}, onTimer: () => {} };

function property(name: string): Invariant {
  return {
    name,
    expectation: 'always',
    sentence: 'Nothing bad happens.',
    hears: [],
    start: () => ({ hear: () => {} }),
  };
}

const kv: Workload = {
  name: 'kv',
  sentence: 'Reads and writes keys.',
  params: z.object({ keys: count(1, 100).prefault(5), reads: probability().prefault(0.5) }),
  operation: () => 'get',
  interpret: () => ({ kind: 'ok', value: 0 }),
};

const counting: Workload = { ...kv, name: 'counting', params: z.object({ step: count(1) }) };

/** Elects a leader among replicas; needs three nodes. */
const election: Protocol = {
  name: 'election',
  hasLeaders: true,
  summary: 'Elects a leader.',
  params: z.object({
    electionTimeout: durationRange().prefault('150ms..300ms'),
    heartbeat: duration({ minUs: 1 }).prefault('50ms'),
    preVote: z.boolean().default(true),
    batch: z.number().int().min(1).max(64).default(8),
    reads: z.enum(['leader', 'any']).default('leader'),
    name: z.string().min(2).optional(),
    limit: z.union([z.literal('none'), z.number()]).optional(),
  }),
  rules: {},
  roles: { replica: role },
  assign: (nodeCount) => Array.from({ length: nodeCount }, () => 'replica'),
  impossible: (nodeCount) =>
    nodeCount < 3 ? 'two of two nodes survive no crash; write at least 3' : undefined,
  duties: { leader: () => undefined },
  tolerates: () => ({ safeUnder: [], crashed: 1, byzantine: 0 }),
  invariants: [property('Election Safety'), property('Log Matching')],
  metrics: [],
  workloads: [kv, counting],
  mutants: [
    { name: 'quorum-of-half', sentence: 'Half is enough.', rules: {}, breaks: [], config: '' },
  ],
};

/** Sells to bidders; has no duties, no workloads and no mutants. */
const auction: Protocol = {
  ...election,
  name: 'auction',
  params: z.strictObject({ bidders: count(2).prefault(2) }),
  roles: { auctioneer: role, bidder: role },
  impossible: () => undefined,
  duties: {},
  workloads: [],
  mutants: [],
  policyFamily: 'bidding',
};

/** Two protocols that use all that a config can name. */
export const registry: ConfigRegistry = {
  protocols: [auction, election],
  nemeses: ['none', 'crashes', 'chaos'],
  policyFamilies: { bidding: [{ name: 'truthful' }, { name: 'shaded' }] },
};

const FILES: Readonly<Record<string, string>> = {
  'latencies.csv': 'latencyMs\n1\n2.5\n',
  'rtt.csv': 'ms, eu, us\neu, 1, 80\nus, 80, 2\n',
  'bad-latencies.csv': 'latencyMs\n1\nslow\n',
  'bad-rtt.csv': 'ms, eu, us\neu, 1\nus, 80, 2\n',
};

/** The files beside a config called `name`. */
export function source(name = 'x.yaml'): { name: string; readFile: (path: string) => string } {
  return {
    name,
    readFile: (path) => {
      const text = FILES[path];
      if (text === undefined) throw Object.assign(new Error('not found'), { code: 'ENOENT' });
      return text;
    },
  };
}
