import type { Behavior } from '../core/byzantine.ts';
import type {
  Fault,
  LinkTarget,
  PartitionShape,
  ScheduledFault,
  Target,
  Trigger,
} from '../core/fault.ts';
import type { NodeId } from '../core/identity.ts';
import { formatMicros, type Micros } from '../core/micros.ts';
import type { NetworkFault } from './families.ts';

/** Says one line of a schedule in English: `at 500ms crash whoever is leader for 200ms`. */
export function describeScheduledFault({ when, fault }: ScheduledFault): string {
  const comma = 'atUs' in when ? '' : ',';
  return `${describeTrigger(when)}${comma} ${describeFault(fault)}`;
}

/** Says when a fault strikes: `at 500ms`, `5ms after the 2nd BecameLeader of n1 is observed`. */
export function describeTrigger(when: Trigger): string {
  if ('atUs' in when) return `at ${formatMicros(when.atUs)}`;
  const afterUs = when.afterUs ?? 0;
  const relation = afterUs === 0 ? 'when' : `${formatMicros(afterUs)} after`;
  const which = ordinal(when.occurrence ?? 1);
  if ('message' in when) {
    const from = when.from === undefined ? '' : ` from n${when.from}`;
    const to = when.to === undefined ? '' : ` to n${when.to}`;
    return `${relation} the ${which} ${when.message}${from}${to} is sent`;
  }
  const of = when.node === undefined ? '' : ` of n${when.node}`;
  return `${relation} the ${which} ${when.observation}${of} is observed`;
}

/** Says what a fault does, without its trigger: `crash n0 and n2 for 200ms`. */
export function describeFault(fault: Fault): string {
  switch (fault.kind) {
    case 'crash':
      if (fault.forGood) return `crash ${nodes(fault.target)} for good`;
      return `crash ${nodes(fault.target)}${lasting(fault.forUs)}`;
    case 'pause':
      return `pause ${nodes(fault.target)}${lasting(fault.forUs)}`;
    case 'restart': {
      const disk = fault.disk === 'lost' ? ' with an empty disk' : '';
      return `restart ${nodes(fault.target)}${disk}`;
    }
    case 'resume':
      return `resume ${nodes(fault.target)}`;
    case 'clockJump': {
      const way = fault.byUs < 0 ? 'back' : 'ahead';
      return `move the clock of ${nodes(fault.target)} ${way} by ${formatMicros(Math.abs(fault.byUs))}`;
    }
    case 'clockDrift': {
      const way = fault.ppm < 0 ? 'slow' : 'fast';
      const rate = `${Math.abs(fault.ppm)} parts per million`;
      return `run the clock of ${nodes(fault.target)} ${rate} too ${way}${lasting(fault.forUs)}`;
    }
    case 'diskStall':
      return `stall the disk of ${nodes(fault.target)}${lasting(fault.forUs)}`;
    case 'lostWrites':
      return `lose what the disk of ${nodes(fault.target)} says it synced${lasting(fault.forUs)}`;
    case 'tornWrites':
      return `let crashes tear the unsynced writes of ${nodes(fault.target)}${lasting(fault.forUs)}`;
    case 'byzantine':
      return describeLiar(fault);
    case 'leader':
      return `n${fault.node} leads ${roundsFrom(fault.rounds)}`;
    case 'keyTheft':
      return `steal the key of ${nodes(fault.target)}`;
    default:
      return describeNetworkFault(fault);
  }
}

/** Liars are not healed: one without an end lies to the end of the trial. */
function describeLiar({ target, behavior, forUs }: Extract<Fault, { kind: 'byzantine' }>): string {
  const span = forUs === undefined ? 'to the end' : `for ${formatMicros(forUs)}`;
  const { messages: types, rounds, probability = 1 } = behavior;
  const which = types === undefined ? '' : `, of ${types.join(' and ')}`;
  const when = rounds === undefined ? '' : `, ${inRounds(rounds)}`;
  const often = probability === 1 ? '' : `, ${percent(probability)} of the time`;
  const lies = 'nodes' in target && target.nodes.length > 1 ? 'lie' : 'lies';
  return `${nodes(target)} ${lies} ${span}: ${describeDeed(behavior)}${which}${when}${often}`;
}

function describeDeed(deed: Behavior): string {
  switch (deed.does) {
    case 'silence':
      return 'sends nothing';
    case 'omit':
      return `sends nothing to ${nodes(deed.to)}`;
    case 'delay':
      return `sends ${formatMicros(deed.byUs)} late`;
    case 'withhold':
      return 'keeps back what it sends';
    case 'duplicate':
      return 'sends everything twice';
    case 'replay':
      return 'replays earlier messages';
    case 'reorder':
      return 'sends in another order';
    case 'mutate':
      return `changes ${deed.field ?? 'a field'}`;
    case 'equivocate':
      return `tells ${nodes(deed.to)} another ${deed.field ?? 'version'}`;
    case 'impersonate':
      return `speaks as ${nodes(deed.as)}`;
    case 'amnesia':
      return 'forgets everything';
    case 'twins':
      return `runs twice, with ${nodes(deed.first)} and with ${nodes(deed.second)}`;
    case 'lie':
      return deed.name;
  }
}

function describeNetworkFault(fault: NetworkFault): string {
  switch (fault.kind) {
    case 'partition': {
      const held = fault.messages === 'hold' ? ', holding back messages' : '';
      const { rounds } = fault;
      const when = rounds === undefined ? '' : ` ${inRounds(rounds)}`;
      return `${cut(fault)}${when}${held}${lasting(fault.forUs)}`;
    }
    case 'flap': {
      const rhythm = `${formatMicros(fault.downUs)} cut and ${formatMicros(fault.upUs)} whole in turn`;
      return `${cut(fault)}, ${rhythm},${lasting(fault.forUs)}`;
    }
    case 'loss':
      return `lose ${percent(fault.probability)} of ${messages(fault.links)}${lasting(fault.forUs)}`;
    case 'duplication':
      return `duplicate ${percent(fault.probability)} of ${messages(fault.links)}${lasting(fault.forUs)}`;
    case 'corruption':
      return `corrupt ${percent(fault.probability)} of ${messages(fault.links)}${lasting(fault.forUs)}`;
    case 'slowLink':
      return `slow ${messages(fault.links)} by a factor of ${fault.factor}${lasting(fault.forUs)}`;
    case 'clog':
      return `hold back ${messages(fault.links)}${lasting(fault.forUs)}`;
    case 'adversarialDelay': {
      const bound = fault.upToUs === undefined ? '' : ` of up to ${formatMicros(fault.upToUs)}`;
      const how = fault.delays === 'latest' ? 'as late as it may' : 'at once or as late as it may';
      return `let the adversary deliver ${messages(fault.links)} ${how}${bound}${lasting(fault.forUs)}`;
    }
    case 'heal':
      return 'heal the network';
  }
}

function cut(partition: PartitionShape): string {
  switch (partition.shape) {
    case 'groups': {
      const groups = partition.groups.map(
        (group) => `{${group.map((node) => `n${node}`).join(', ')}}`,
      );
      return `split the network into ${groups.join(' | ')}${groups.length === 1 ? ' | the rest' : ''}`;
    }
    case 'oneWay':
      return `block messages from ${nodes(partition.from)} to ${nodes(partition.to)}`;
    case 'isolate':
      return `isolate ${nodes(partition.target)}`;
    case 'bridge':
      return `split the network into two halves that only n${partition.bridge} reaches`;
    case 'ring':
      return 'let each node reach only its two neighbours';
  }
}

function nodes(target: Target): string {
  if ('nodes' in target) return list(target.nodes);
  if ('duty' in target) return `whoever is ${target.duty}`;
  if ('role' in target) return `every ${target.role}`;
  if ('zone' in target) return `every node in ${target.zone}`;
  return 'crashed' in target ? 'every node that is down' : 'every node';
}

function inRounds(rounds: readonly [number, number]): string {
  return `in ${roundsFrom(rounds)}`;
}

function roundsFrom([first, last]: readonly [number, number]): string {
  return first === last ? `round ${first}` : `rounds ${first} to ${last}`;
}

/** More nodes in a row than this are told by the first and the last. */
const MOST_NAMED = 5;

function list(ids: readonly NodeId[]): string {
  const isRow = ids.every((node, index) => node === (ids[0] as NodeId) + index);
  if (isRow && ids.length > MOST_NAMED) return `n${ids[0]} to n${ids.at(-1)}`;
  const names = ids.map((node) => `n${node}`);
  const last = names.pop();
  if (last === undefined) return 'no node';
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}

function messages(links: LinkTarget | undefined): string {
  const from = links?.from === undefined ? '' : ` from ${nodes(links.from)}`;
  const to = links?.to === undefined ? '' : ` to ${nodes(links.to)}`;
  return from === '' && to === '' ? 'all messages' : `messages${from}${to}`;
}

/** A fault without an end lasts until all is healed: saying so tells it from one that is over at once. */
function lasting(forUs: Micros | undefined): string {
  return forUs === undefined ? ' until the heal' : ` for ${formatMicros(forUs)}`;
}

function percent(probability: number): string {
  return `${Number((probability * 100).toFixed(4))}%`;
}

function ordinal(count: number): string {
  const isTeen = count % 100 >= 11 && count % 100 <= 13;
  const suffix = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${count}${suffix}`;
}
