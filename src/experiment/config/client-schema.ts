import { type ZodType, z } from 'zod';
import type { Workload } from '../../core/client.ts';
import type { NodeId } from '../../core/identity.ts';
import { formatMicros, type Micros } from '../../core/micros.ts';
import { count, duration, rate, refuse, Unreadable, written } from '../../core/schema.ts';
import type { Arrival, ClientOptions } from '../../core/sim-config.ts';
import { checkedTogether, forms, isMap, withoutAbsent } from './forms.ts';
import { nameOf } from './names.ts';
import { nodeList } from './node-schema.ts';
import { strictly } from './params.ts';
import type { Facts } from './registry.ts';

const MOST_CLIENTS = 10_000;
const DEFAULT_THINK_US = 10_000;

/** The section `clients`. `raw` is the section as written: its `workload` decides what `with` may hold. */
export function clientsSection(facts: Facts, raw: unknown): ZodType<ClientOptions> {
  const workloads = facts.protocol?.workloads;
  if (facts.protocol !== undefined && workloads?.length === 0)
    return noClients(facts.protocol.name);
  const workload = nameOf(
    'workload',
    workloads?.map(({ name }) => name),
  );
  const first = workloads?.[0]?.name;
  const map = z.strictObject({
    count: count(1, MOST_CLIENTS).prefault(1),
    workload: first === undefined ? workload.optional() : workload.prefault(first),
    rate: rate().optional(),
    think: duration().optional(),
    timeout: duration({ minUs: 1 }).prefault('1s'),
    attempts: count(1, 1_000_000).prefault(10),
    backoff: duration().prefault('20ms'),
    beside: beside(facts).prefault('none'),
    operations: count(1).optional(),
    start: duration().prefault('0s'),
    end: instant(facts).optional(),
    with: paramsOf(chosen(workloads, raw)),
  });
  const clients = map.transform(({ rate, think, start, end, with: params, ...rest }, ctx) => {
    const endUs = end ?? facts.durationUs ?? Number.POSITIVE_INFINITY;
    if (start >= endUs) {
      const why = `is not before the clients' end at ${formatMicros(endUs)}`;
      refuse(ctx, { why, accepted: 'an earlier instant, or a later end' }, ['start']);
    }
    return withoutAbsent<ClientOptions>({
      count: rest.count,
      workload: rest.workload ?? '',
      params,
      arrival: arrivalOf(rate, think),
      timeoutUs: rest.timeout,
      attempts: rest.attempts,
      backoffUs: rest.backoff,
      beside: rest.beside,
      operations: rest.operations,
      startUs: start,
      endUs,
    });
  });
  return checkedTogether(clients, ({ rate, think }, ctx) => {
    if (rate === undefined || think === undefined) return;
    const why = 'contradicts rate';
    refuse(ctx, { why, accepted: 'only rate (open loop) or think (closed loop)' }, ['think']);
  });
}

function arrivalOf(rate: number | undefined, thinkUs = DEFAULT_THINK_US): Arrival {
  return rate === undefined ? { kind: 'closed', thinkUs } : { kind: 'open', ratePerSecond: rate };
}

/** An instant of the trial, its end included. */
function instant({ durationUs, settleUs }: Facts): ZodType<Micros> {
  return duration().transform((atUs, ctx) => {
    if (durationUs === undefined || settleUs === undefined) return atUs;
    const end = formatMicros(durationUs + settleUs);
    const why = `is after the end of the trial at ${end}`;
    if (atUs <= durationUs + settleUs) return atUs;
    return refuse(ctx, { why, accepted: `an instant of at most ${end}` });
  });
}

/** For a protocol that nobody asks anything. */
function noClients(protocol: string): ZodType<ClientOptions> {
  const lead = `found clients, of whom ${protocol} has no use; remove them`;
  const form = { accepted: 'nothing', json: {} };
  return written<ClientOptions, unknown>(
    form,
    () => new Unreadable(undefined, { lead, accepted: undefined }),
  );
}

/** Whom clients are beside: nobody, one at each node, or the nodes listed. */
function beside(facts: Facts): ZodType<readonly NodeId[]> {
  const accepted = 'none, each, or a list of nodes such as [0, 1]';
  const every = Array.from({ length: facts.nodes ?? 0 }, (_, node) => node);
  return forms<readonly NodeId[]>({
    accepted,
    plain: nameOf('place', ['none', 'each'], accepted).transform((word) =>
      word === 'each' ? every : [],
    ),
    list: nodeList(facts),
  });
}

function chosen(workloads: readonly Workload[] | undefined, raw: unknown): Workload | undefined {
  const { workload: name } = isMap(raw) ? raw : {};
  if (name === undefined) return workloads?.[0];
  return workloads?.find((workload) => workload.name === name);
}

function paramsOf(workload: Workload | undefined): ZodType<object> {
  return workload === undefined
    ? z.record(z.string(), z.unknown()).prefault({})
    : strictly(workload.params).prefault({});
}
