import type {
  EndpointPlacement,
  LinkOptions,
  LossModel,
  NetworkOptions,
  RegionOptions,
  Synchrony,
} from '../core/network-options.ts';

/**
 * Throws `RangeError` with the option's path, what was found and what is accepted, where options make no sense.
 * Distributions are checked where they are compiled.
 */
export function checkNetwork(options: NetworkOptions, placement: EndpointPlacement): void {
  checkPlacement(placement);
  checkLink(options, '');
  for (const [index, link] of (options.links ?? []).entries()) {
    const path = `links[${index}].`;
    checkLink(link, path);
    checkNode(link.from, `${path}from`, placement.nodeCount);
    checkNode(link.to, `${path}to`, placement.nodeCount);
  }
  if (options.regions !== undefined) checkRegions(options.regions);
  checkAbove(0, options.egressBytesPerSecond, 'egressBytesPerSecond');
  checkAtLeast(0, options.egressQueueBytes, 'egressQueueBytes');
  if (options.synchrony !== undefined) checkSynchrony(options.synchrony);
}

function checkPlacement({ nodeCount, clientsBeside }: EndpointPlacement): void {
  if (!Number.isInteger(nodeCount) || nodeCount < 1) {
    throw new RangeError(`nodeCount is ${nodeCount}; a network has at least one node`);
  }
  for (const [client, node] of clientsBeside.entries()) {
    checkNode(node, `clientsBeside[${client}]`, nodeCount);
  }
}

function checkLink({ loss, duplication, corruption }: Partial<LinkOptions>, path: string): void {
  if (loss !== undefined) checkLoss(loss, `${path}loss.`);
  checkProbability(duplication, `${path}duplication`);
  checkProbability(corruption, `${path}corruption`);
}

function checkLoss(loss: LossModel, path: string): void {
  if (loss.kind === 'bernoulli') {
    checkProbability(loss.probability, `${path}probability`);
    return;
  }
  checkProbability(loss.goodToBad, `${path}goodToBad`);
  checkProbability(loss.badToGood, `${path}badToGood`);
  checkProbability(loss.lossWhenGood, `${path}lossWhenGood`);
  checkProbability(loss.lossWhenBad, `${path}lossWhenBad`);
}

function checkRegions({ names, nodes, roundTripUs }: RegionOptions): void {
  if (nodes.length === 0) {
    throw new RangeError('regions.nodes is empty; it names the region of at least one node');
  }
  for (const [index, name] of nodes.entries()) {
    if (names.includes(name)) continue;
    const known = names.join(', ');
    throw new RangeError(`regions.nodes[${index}] is '${name}'; the regions are ${known}`);
  }
  const isSquare =
    roundTripUs.length === names.length && roundTripUs.every((row) => row.length === names.length);
  if (!isSquare) {
    const size = names.length;
    throw new RangeError(`regions.roundTripUs must have ${size} rows of ${size} round trips`);
  }
  for (const [row, cells] of roundTripUs.entries()) {
    for (const [column, cell] of cells.entries()) {
      checkAtLeast(0, cell, `regions.roundTripUs[${row}][${column}]`);
    }
  }
}

function checkSynchrony(synchrony: Synchrony): void {
  if (synchrony.kind === 'asynchronous') return;
  checkWhole(synchrony.deltaUs, 'synchrony.deltaUs');
  if (synchrony.kind === 'partiallySynchronous') checkWhole(synchrony.gstUs, 'synchrony.gstUs');
}

function checkNode(node: number | undefined, path: string, nodeCount: number): void {
  if (node === undefined || (Number.isInteger(node) && node >= 0 && node < nodeCount)) return;
  throw new RangeError(`${path} is ${node}; the nodes are 0 to ${nodeCount - 1}`);
}

function checkProbability(value: number | undefined, path: string): void {
  if (value === undefined || (value >= 0 && value <= 1)) return;
  throw new RangeError(`${path} is ${value}; a probability is from 0 to 1`);
}

function checkAtLeast(least: number, value: number | undefined, path: string): void {
  if (value === undefined || value >= least) return;
  throw new RangeError(`${path} is ${value}; it must be at least ${least}`);
}

function checkAbove(bound: number, value: number | undefined, path: string): void {
  if (value === undefined || value > bound) return;
  throw new RangeError(`${path} is ${value}; it must be above ${bound}`);
}

function checkWhole(valueUs: number, path: string): void {
  if (Number.isSafeInteger(valueUs) && valueUs >= 0) return;
  throw new RangeError(
    `${path} is ${valueUs}; it must be a whole number of microseconds, 0 or more`,
  );
}
