import { type ZodType, z } from 'zod';
import type { Fault, LinkTarget, ScheduledFault, Target, Trigger } from '../../core/fault.ts';
import type { NodeId } from '../../core/identity.ts';
import { formatMicros, type Micros } from '../../core/micros.ts';
import {
  count,
  describeValue,
  duration,
  probability,
  quantity,
  refuse,
  signedDuration,
} from '../../core/schema.ts';
import { behaviors, rounds } from './behavior-schema.ts';
import {
  adopt,
  forms,
  isMap,
  listOf,
  type Makers,
  madeOnce,
  onlyKey,
  readBy,
  withoutAbsent,
} from './forms.ts';
import { listedKeys, nameOf, text, wordOf } from './names.ts';
import { nodeId, target } from './node-schema.ts';
import { flapValue, partitionValue } from './partition-schema.ts';
import type { Facts } from './registry.ts';

/** The section `faults`: a schedule, in any order. */
export function faultsSection(facts: Facts): ZodType<ScheduledFault[]> {
  return listOf(scheduledFault(facts), 'a list of faults such as [{at: 1s, crash: 0}]', 0);
}

const TRIGGER = {
  accepted: 'at (an instant) or after (an event)',
  none: 'does not say when it strikes',
};

/** One line: when (`at` or `after`), what (the key of a fault), and what else that fault takes. */
function scheduledFault(facts: Facts): ZodType<ScheduledFault> {
  const kinds = madeOnce({ ...nodeFaults(facts), ...networkFaults(facts) });
  const accepted = listedKeys(Object.keys(kinds));
  const all = () => z.union(Object.values(kinds).map((make) => make()));
  return readBy<ScheduledFault>(all, (value, ctx) => {
    if (!isMap(value)) {
      const example = 'a fault such as {at: 1s, crash: 0}';
      return refuse(ctx, { found: describeValue(value), accepted: example });
    }
    onlyKey(value, ['at', 'after'], TRIGGER, ctx);
    const kind = onlyKey(value, Object.keys(kinds), { accepted, none: 'names no fault' }, ctx);
    const schema = kind === undefined ? undefined : kinds[kind]?.();
    return schema && adopt(schema, value, ctx);
  });
}

/** A fault whose own key holds `value`, with the `options` that may stand beside it. */
function kind<Value, Options extends z.core.$ZodLooseShape>(
  facts: Facts,
  name: string,
  value: ZodType<Value>,
  options: Options,
  build: (value: Value, options: z.output<z.ZodObject<Options>>) => Fault,
): ZodType<ScheduledFault> {
  const when = { at: instant(facts).optional(), after: triggeredBy(facts).optional() };
  const needsOne = { anyOf: [{ required: ['at'] }, { required: ['after'] }] };
  const map = z.strictObject({ ...when, [name]: value, ...options }).meta(needsOne);
  return map.transform((read) => {
    const line = read as Record<string, unknown> & { at?: Micros; after?: Trigger };
    const trigger = line.at === undefined ? (line.after as Trigger) : { atUs: line.at };
    const fault = build(line[name] as Value, read as z.output<z.ZodObject<Options>>);
    return { when: trigger, fault };
  });
}

type Span = Record<'for', z.ZodOptional<ZodType<Micros>>>;

function span(): Span {
  return { for: duration({ minUs: 1 }).optional() };
}

function nodeFaults(facts: Facts): Makers<ScheduledFault> {
  const whom = () => target(facts);
  const lasting = (name: string, faultKind: 'pause' | 'lostWrites' | 'tornWrites') =>
    kind(facts, name, whom(), span(), (of, { for: forUs }) =>
      withoutAbsent<Fault>({ kind: faultKind, target: of, forUs }),
    );
  return {
    crash: () => {
      const options = { ...span(), 'for-good': wordOf(true).optional() };
      return kind(facts, 'crash', whom(), options, (of, chosen) =>
        withoutAbsent<Fault>({
          kind: 'crash',
          target: of,
          forUs: chosen.for,
          forGood: chosen['for-good'],
        }),
      );
    },
    restart: () => {
      const disk = nameOf('state of a disk', ['kept', 'lost']).optional();
      return kind(facts, 'restart', whom(), { disk }, (of, options) =>
        withoutAbsent<Fault>({
          kind: 'restart',
          target: of,
          disk: options.disk as 'kept' | 'lost' | undefined,
        }),
      );
    },
    pause: () => lasting('pause', 'pause'),
    resume: () => kind(facts, 'resume', whom(), {}, (of) => ({ kind: 'resume', target: of })),
    'clock-jump': () =>
      kind(facts, 'clock-jump', whom(), { by: signedDuration() }, (of, { by }) => ({
        kind: 'clockJump',
        target: of,
        byUs: by,
      })),
    'clock-drift': () =>
      kind(facts, 'clock-drift', whom(), { ppm: drift(), ...span() }, (of, { ppm, for: forUs }) =>
        withoutAbsent<Fault>({ kind: 'clockDrift', target: of, ppm, forUs }),
      ),
    'disk-stall': () => {
      const options = { for: duration({ minUs: 1 }) };
      return kind(facts, 'disk-stall', whom(), options, (of, { for: forUs }) => ({
        kind: 'diskStall',
        target: of,
        forUs,
      }));
    },
    byzantine: () => liar(facts),
    leader: () => leaderOfRounds(facts),
    'key-theft': () =>
      kind(facts, 'key-theft', whom(), {}, (of) => ({ kind: 'keyTheft', target: of })),
    'lost-writes': () => lasting('lost-writes', 'lostWrites'),
    'torn-writes': () => lasting('torn-writes', 'tornWrites'),
  };
}

/** `{at: 0s, leader: 2, rounds: [1, 3]}`: who leads a round is agreed on before the first event. */
function leaderOfRounds(facts: Facts): ZodType<ScheduledFault> {
  const { protocol } = facts;
  const build = (node: NodeId, chosen: { rounds: [number, number] }): Fault => ({
    kind: 'leader',
    node,
    rounds: chosen.rounds,
  });
  return kind(facts, 'leader', nodeId(facts), { rounds: rounds(MOST_NAMED) }, build).transform(
    (line, ctx) => {
      if (protocol !== undefined && protocol.hasLeaders !== true) {
        const why = `cannot be named: no round of ${protocol.name} has a leader`;
        return refuse(ctx, { why, accepted: 'another fault, or another protocol' }, ['leader']);
      }
      if ('atUs' in line.when && line.when.atUs === 0) return line;
      const place = 'atUs' in line.when ? 'at' : 'after';
      const why = 'is too late: all nodes know from the start who leads which round';
      return refuse(ctx, { why, accepted: 'at: 0s' }, [place]);
    },
  );
}

/** The last round of which a leader may be named. */
const MOST_NAMED = 10_000;

/** `{byzantine: 0, does: equivocate, to: [2, 3]}`: what `does` says decides which other keys there are. */
function liar(facts: Facts): ZodType<ScheduledFault> {
  const makers = madeOnce(
    Object.fromEntries(
      Object.entries(behaviors(facts)).map(([does, { options, build }]) => [
        does,
        () =>
          kind(
            facts,
            'byzantine',
            target(facts),
            { does: wordOf(does), ...options(), ...span() },
            (of, { for: forUs, ...rest }) =>
              withoutAbsent<Fault>({
                kind: 'byzantine',
                target: of,
                behavior: build(rest as never),
                forUs: forUs as Micros | undefined,
              }),
          ),
      ]),
    ),
  );
  const does = z.looseObject({ does: nameOf('behaviour', Object.keys(makers)) });
  const all = () => z.union(Object.values(makers).map((make) => make()));
  return readBy<ScheduledFault>(all, (value, ctx) => {
    const read = adopt(does, value, ctx);
    const schema = read && makers[read.does]?.();
    return schema && adopt(schema, value, ctx);
  });
}

function drift(): ZodType<number> {
  const limits = { min: -900_000, max: 1_000_000 };
  return quantity('parts per million from -900000 to 1000000, such as 200', limits);
}

function networkFaults(facts: Facts): Makers<ScheduledFault> {
  const risky = (name: 'loss' | 'duplication' | 'corruption') => {
    const value = linkValue(facts, 'probability', probability(), '0.2');
    return kind(facts, name, value, span(), ({ value: chance, links }, { for: forUs }) =>
      withoutAbsent<Fault>({ kind: name, probability: chance, links, forUs }),
    );
  };
  return {
    partition: () =>
      kind(facts, 'partition', partitionValue(facts), span(), (cut, { for: forUs }) =>
        withoutAbsent<Fault>({ kind: 'partition', ...cut, forUs } as Fault),
      ),
    flap: () =>
      kind(facts, 'flap', flapValue(facts), span(), (cut, { for: forUs }) =>
        withoutAbsent<Fault>({ kind: 'flap', ...cut, forUs } as Fault),
      ),
    loss: () => risky('loss'),
    duplication: () => risky('duplication'),
    corruption: () => risky('corruption'),
    slow: () => {
      const factor = quantity('a factor above 0, such as 10', { min: 0, above: true });
      const value = linkValue(facts, 'factor', factor, '10');
      return kind(facts, 'slow', value, span(), ({ value: times, links }, { for: forUs }) =>
        withoutAbsent<Fault>({ kind: 'slowLink', factor: times, links, forUs }),
      );
    },
    clog: () =>
      kind(facts, 'clog', clogValue(facts), span(), ({ links }, { for: forUs }) =>
        withoutAbsent<Fault>({ kind: 'clog', links, forUs }),
      ),
    adversary: () => {
      const value = nameOf('way to choose delays', ['latest', 'erratic']);
      const options = { ...linkEnds(facts), 'up-to': duration({ minUs: 1 }).optional(), ...span() };
      return kind(facts, 'adversary', value, options, (delays, chosen) =>
        withoutAbsent<Fault>({
          kind: 'adversarialDelay',
          delays: delays as 'latest' | 'erratic',
          upToUs: chosen['up-to'],
          forUs: chosen.for,
          ...linksOf(chosen.from, chosen.to),
        } as Fault),
      );
    },
    heal: () => kind(facts, 'heal', wordOf('all'), {}, () => ({ kind: 'heal' })),
  };
}

/** An instant of the faulty phase. */
function instant({ durationUs }: Facts): ZodType<Micros> {
  return duration().transform((atUs, ctx) => {
    if (durationUs === undefined || atUs < durationUs) return atUs;
    const end = formatMicros(durationUs);
    const why = `is not in the faulty phase (0s to ${end})`;
    return refuse(ctx, { why, accepted: `an instant before ${end}, or a longer duration` });
  });
}

function triggeredBy(facts: Facts): ZodType<Trigger> {
  const shared = { occurrence: count(1).optional(), by: duration().optional() };
  const node = () => nodeId(facts).optional();
  const schemaOf = (match: z.core.$ZodLooseShape): ZodType<Trigger> =>
    z
      .strictObject({ ...match, ...shared })
      .transform(({ by, ...rest }) => withoutAbsent<Trigger>({ ...rest, afterUs: by } as Trigger));
  return forms<Trigger>({
    accepted: 'an event such as {message: Vote, occurrence: 3} or {observation: Won, by: 5ms}',
    keyed: {
      message: () => schemaOf({ message: text('the name of a message'), from: node(), to: node() }),
      observation: () =>
        schemaOf({ observation: text('the name of an observation'), node: node() }),
    },
  });
}

/** What a fault does to links, and to which. */
interface LinkValue {
  readonly value: number;
  readonly links?: LinkTarget;
}

/** `loss: 0.2` for all links, or `loss: {probability: 0.2, from: leader}` for some. */
function linkValue(
  facts: Facts,
  key: string,
  number: ZodType<number>,
  example: string,
): ZodType<LinkValue> {
  return forms<LinkValue>({
    accepted: `${example} for all links, or {${key}: ${example}, from: 0, to: all}`,
    plain: number.transform((value): LinkValue => ({ value })),
    keyed: {
      [key]: () =>
        z.strictObject({ ...linkEnds(facts), [key]: number }).transform((map): LinkValue => {
          const { [key]: value } = map as Record<string, unknown>;
          return { value: value as number, ...linksOf(map.from, map.to) };
        }),
    },
  });
}

function clogValue(facts: Facts): ZodType<{ readonly links?: LinkTarget }> {
  const accepted = 'all, or the ends of links such as {from: 0, to: all}';
  return forms<{ readonly links?: LinkTarget }>({
    accepted,
    plain: wordOf('all', accepted).transform(() => ({})),
    map: z.strictObject(linkEnds(facts)).transform(({ from, to }) => linksOf(from, to)),
  });
}

type LinkEnds = Record<'from' | 'to', z.ZodOptional<ZodType<Target>>>;

function linkEnds(facts: Facts): LinkEnds {
  return { from: target(facts).optional(), to: target(facts).optional() };
}

function linksOf(from: Target | undefined, to: Target | undefined): { links?: LinkTarget } {
  if (from === undefined && to === undefined) return {};
  return { links: withoutAbsent<LinkTarget>({ from, to }) };
}
