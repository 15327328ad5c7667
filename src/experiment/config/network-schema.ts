import { type ZodType, z } from 'zod';
import type { Distribution } from '../../core/distribution.ts';
import type {
  LinkOptions,
  LossModel,
  NetworkOptions,
  RegionOptions,
  Synchrony,
} from '../../core/network-options.ts';
import { duration, flag, type IssueSink, probability, refuse } from '../../core/schema.ts';
import { parseRoundTripMatrix } from '../../network/regions.ts';
import { csvFile } from './csv-file.ts';
import { jitter, latency } from './distribution-schema.ts';
import { checkedTogether, forms, listOf, withoutAbsent } from './forms.ts';
import { listed, meantBy, nameOf, text } from './names.ts';
import { nodeId } from './node-schema.ts';
import type { Facts } from './registry.ts';
import { bandwidth, size } from './size.ts';

/** The section `network`. */
export function networkSection(facts: Facts): ZodType<NetworkOptions> {
  const map = z.strictObject({
    ...linkShape(facts),
    latency: latency(facts).prefault(DEFAULT_LATENCY),
    links: listOf(link(facts), 'a list of links, each {from, to} and what differs').optional(),
    regions: regions(facts).optional(),
    egress: bandwidth().optional(),
    queue: size().optional(),
    synchrony: synchrony().optional(),
  });
  const network = map.transform(({ egress, queue, ...rest }) =>
    withoutAbsent<NetworkOptions>({
      ...rest,
      egressBytesPerSecond: egress,
      egressQueueBytes: queue,
    }),
  );
  return checkedTogether(network, ({ egress, queue }, ctx) => {
    if (queue === undefined || egress !== undefined) return;
    const why = 'bounds the queue of a bandwidth that is not limited';
    refuse(ctx, { why, accepted: 'an egress such as 10MB/s too' }, ['queue']);
  });
}

const DEFAULT_LATENCY = '1ms';

/** What may be said of all links, and of one. */
type LinkShape = {
  latency: z.ZodOptional<ZodType<Distribution>>;
  loss: z.ZodOptional<ZodType<LossModel>>;
  duplication: z.ZodOptional<ZodType<number>>;
  corruption: z.ZodOptional<ZodType<number>>;
  fifo: z.ZodOptional<ZodType<boolean>>;
};

function linkShape(facts: Facts): LinkShape {
  return {
    latency: latency(facts).optional(),
    loss: loss().optional(),
    duplication: probability().optional(),
    corruption: probability().optional(),
    fifo: flag().optional(),
  };
}

type LinkOverride = NonNullable<NetworkOptions['links']>[number];

function link(facts: Facts): ZodType<LinkOverride> {
  const ends = { from: nodeId(facts).optional(), to: nodeId(facts).optional() };
  return z
    .strictObject({ ...ends, ...linkShape(facts) })
    .transform((override) => withoutAbsent<Partial<LinkOptions> & LinkOverride>(override));
}

function loss(): ZodType<LossModel> {
  const burst = z.strictObject({
    'good-to-bad': probability(),
    'bad-to-good': probability(),
    'loss-good': probability().prefault(0),
    'loss-bad': probability().prefault(1),
  });
  return forms<LossModel>({
    accepted: 'a probability from 0 to 1, or {gilbert-elliott: {good-to-bad, bad-to-good, …}}',
    plain: probability().transform(
      (value): LossModel => ({ kind: 'bernoulli', probability: value }),
    ),
    keyed: {
      'gilbert-elliott': () =>
        z.strictObject({ 'gilbert-elliott': burst }).transform(
          ({ 'gilbert-elliott': rates }): LossModel => ({
            kind: 'gilbertElliott',
            goodToBad: rates['good-to-bad'],
            badToGood: rates['bad-to-good'],
            lossWhenGood: rates['loss-good'],
            lossWhenBad: rates['loss-bad'],
          }),
        ),
    },
  });
}

function regions(facts: Facts): ZodType<RegionOptions> {
  const csv = csvFile(facts, parseRoundTripMatrix);
  const map = z.strictObject({
    matrix: csv,
    nodes: listOf(text('the name of a region'), 'a list of regions, one for each node'),
    jitter: jitter().optional(),
  });
  const regions = map.transform(({ matrix, nodes, jitter }) =>
    withoutAbsent<RegionOptions>({ ...matrix, nodes, jitter }),
  );
  return checkedTogether(regions, ({ matrix, nodes }, ctx) => {
    const read = csv.safeParse(matrix);
    if (read.success && Array.isArray(nodes)) checkRegions(nodes, read.data.names, facts, ctx);
  });
}

function checkRegions(
  assigned: readonly unknown[],
  names: readonly string[],
  { nodes }: Facts,
  ctx: IssueSink,
): void {
  for (const [index, name] of assigned.entries()) {
    if (typeof name !== 'string' || name === '' || names.includes(name)) continue;
    const why = 'is no region of the matrix';
    refuse(ctx, { why, ...meantBy(name, names), accepted: listed(names) }, ['nodes', index]);
  }
  if (nodes === undefined || assigned.length <= nodes) return;
  const why = `is for a node n${nodes} that there is not`;
  refuse(ctx, { why, accepted: `at most ${nodes} regions, as there are nodes` }, ['nodes', nodes]);
}

function synchrony(): ZodType<Synchrony> {
  const partial = z.strictObject({ gst: duration(), delta: duration({ minUs: 1 }) });
  return forms<Synchrony>({
    accepted: SYNCHRONY,
    plain: nameOf('synchrony', ['asynchronous'], SYNCHRONY).transform(
      (): Synchrony => ({ kind: 'asynchronous' }),
    ),
    keyed: {
      synchronous: () =>
        z
          .strictObject({ synchronous: duration({ minUs: 1 }) })
          .transform(({ synchronous: deltaUs }): Synchrony => ({ kind: 'synchronous', deltaUs })),
      'partially-synchronous': () =>
        z.strictObject({ 'partially-synchronous': partial }).transform(
          ({ 'partially-synchronous': { gst, delta } }): Synchrony => ({
            kind: 'partiallySynchronous',
            gstUs: gst,
            deltaUs: delta,
          }),
        ),
    },
  });
}

const SYNCHRONY =
  'asynchronous, {synchronous: 100ms} or {partially-synchronous: {gst: 1s, delta: 100ms}}';
