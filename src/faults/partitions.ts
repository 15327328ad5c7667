import type { FaultSurface, PartitionShape } from '../core/fault.ts';
import type { NodeId } from '../core/identity.ts';
import type { Links } from './targets.ts';
import { knownNodes, linksBetween, nodesOf } from './targets.ts';

/**
 * The links that a partition cuts at this moment. Duties, roles and zones are looked up now.
 *
 * Complete, partial and one-way partitions all happen in the field [Alquraan 2018]. Clients are cut together
 * with the node they are beside; those with a place of their own reach everyone.
 */
export function partitionLinks(shape: PartitionShape, surface: FaultSurface): Links {
  switch (shape.shape) {
    case 'groups':
      return linksBetween(surface, groupsCut(shape.groups, surface));
    case 'oneWay': {
      const from = new Set(nodesOf(shape.from, surface));
      const to = new Set(nodesOf(shape.to, surface));
      return linksBetween(surface, (sender, receiver) => from.has(sender) && to.has(receiver));
    }
    case 'isolate': {
      const isolated = new Set(nodesOf(shape.target, surface));
      return linksBetween(surface, (a, b) => isolated.has(a) !== isolated.has(b));
    }
    case 'bridge':
      return linksBetween(surface, bridgeCuts(shape.bridge, surface));
    case 'ring':
      return linksBetween(surface, (a, b) => !areNeighbours(a, b, surface.nodeCount));
  }
}

/** A node may be in several groups, which makes a partial partition: it reaches the nodes of each. */
function groupsCut(
  groups: readonly (readonly NodeId[])[],
  surface: FaultSurface,
): (a: NodeId, b: NodeId) => boolean {
  const sets = groups.map((group) => new Set(knownNodes(group, surface)));
  const isNamed = (node: NodeId): boolean => sets.some((set) => set.has(node));
  return (a, b) => {
    const together = sets.some((set) => set.has(a) && set.has(b));
    const bothUnnamed = !isNamed(a) && !isNamed(b);
    return !together && !bothUnnamed;
  };
}

/** The other nodes fall into two halves by index; where they are odd in number, the lower half is smaller [Jepsen]. */
function bridgeCuts(bridge: NodeId, surface: FaultSurface): (a: NodeId, b: NodeId) => boolean {
  knownNodes([bridge], surface);
  const lowerHalf = Math.floor((surface.nodeCount - 1) / 2);
  const isLower = (node: NodeId): boolean => (node < bridge ? node : node - 1) < lowerHalf;
  return (a, b) => a !== bridge && b !== bridge && isLower(a) !== isLower(b);
}

/** With five nodes every node of the ring sees a majority, and no two see the same one [Jepsen]. */
function areNeighbours(a: NodeId, b: NodeId, nodeCount: number): boolean {
  const distance = Math.abs(a - b);
  return distance === 1 || distance === nodeCount - 1;
}
