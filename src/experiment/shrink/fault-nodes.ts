import type { Behavior } from '../../core/byzantine.ts';
import type {
  Fault,
  LinkTarget,
  PartitionShape,
  ScheduledFault,
  Target,
  Trigger,
} from '../../core/fault.ts';
import type { NodeId } from '../../core/identity.ts';

/** The number that a node has afterwards, or undefined where it is gone. */
export type Renumbering = (node: NodeId) => NodeId | undefined;

/** The same schedule among other nodes. What hits or waits for nobody that is left is left out. */
export function renumberSchedule(
  schedule: readonly ScheduledFault[],
  renumber: Renumbering,
): ScheduledFault[] {
  return schedule.flatMap(({ when, fault }) => {
    const newWhen = renumberTrigger(when, renumber);
    const newFault = renumberFault(fault, renumber);
    return newWhen === undefined || newFault === undefined
      ? []
      : [{ when: newWhen, fault: newFault }];
  });
}

/** The nodes among these that are left, with their new numbers. */
export function renumberNodes(nodes: readonly NodeId[], renumber: Renumbering): NodeId[] {
  return nodes.flatMap((node) => renumber(node) ?? []);
}

function renumberTrigger(when: Trigger, renumber: Renumbering): Trigger | undefined {
  if ('atUs' in when) return when;
  const places = Object.entries(when).filter(([key]) => ['node', 'from', 'to'].includes(key));
  const renumbered = places.map(([key, node]) => [key, renumber(node as NodeId)] as const);
  if (renumbered.some(([, node]) => node === undefined)) return undefined;
  return { ...when, ...Object.fromEntries(renumbered) };
}

function renumberFault(fault: Fault, renumber: Renumbering): Fault | undefined {
  if (fault.kind === 'byzantine') {
    const target = renumberTarget(fault.target, renumber);
    const behavior = renumberBehavior(fault.behavior, renumber);
    return target && behavior && { ...fault, target, behavior };
  }
  if (fault.kind === 'leader') {
    const node = renumber(fault.node);
    return node === undefined ? undefined : { ...fault, node };
  }
  if ('target' in fault) {
    const target = renumberTarget(fault.target, renumber);
    return target && { ...fault, target };
  }
  if ('shape' in fault) {
    const shape = renumberShape(fault, renumber);
    return shape && ({ ...fault, ...shape } as Fault);
  }
  if ('links' in fault && fault.links !== undefined) {
    const links = renumberLinks(fault.links, renumber);
    return links && { ...fault, links };
  }
  return fault;
}

function renumberBehavior(behavior: Behavior, renumber: Renumbering): Behavior | undefined {
  switch (behavior.does) {
    case 'omit':
    case 'equivocate': {
      const to = renumberTarget(behavior.to, renumber);
      return to && { ...behavior, to };
    }
    case 'impersonate': {
      const as = renumberTarget(behavior.as, renumber);
      return as && { ...behavior, as };
    }
    case 'twins': {
      const first = renumberTarget(behavior.first, renumber);
      const second = renumberTarget(behavior.second, renumber);
      return first && second && { ...behavior, first, second };
    }
    default:
      return behavior;
  }
}

/** What changes in a partition's shape. */
function renumberShape(shape: PartitionShape, renumber: Renumbering): object | undefined {
  switch (shape.shape) {
    case 'groups': {
      const groups = shape.groups.map((group) => renumberNodes(group, renumber));
      const present = groups.filter((group) => group.length > 0);
      return present.length === 0 ? undefined : { groups: present };
    }
    case 'bridge': {
      const bridge = renumber(shape.bridge);
      return bridge === undefined ? undefined : { bridge };
    }
    case 'oneWay': {
      const from = renumberTarget(shape.from, renumber);
      const to = renumberTarget(shape.to, renumber);
      return from && to && { from, to };
    }
    case 'isolate':
    case 'ring':
      return {};
  }
}

function renumberTarget(target: Target, renumber: Renumbering): Target | undefined {
  if (!('nodes' in target)) return target;
  const nodes = renumberNodes(target.nodes, renumber);
  return nodes.length === 0 ? undefined : { nodes };
}

function renumberLinks({ from, to }: LinkTarget, renumber: Renumbering): LinkTarget | undefined {
  const newFrom = from && renumberTarget(from, renumber);
  const newTo = to && renumberTarget(to, renumber);
  if ((from && !newFrom) || (to && !newTo)) return undefined;
  return { ...(newFrom && { from: newFrom }), ...(newTo && { to: newTo }) };
}
