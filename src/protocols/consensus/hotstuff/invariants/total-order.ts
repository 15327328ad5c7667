import type { Invariant } from '../../../../core/invariant.ts';
import type { Fact } from '../../../../core/observation.ts';
import { GENESIS } from '../block-tree.ts';
import type { HotStuffTypes } from '../types.ts';

interface Tip {
  readonly height: number;
  readonly block: string;
  readonly fact: Fact | undefined;
}

export const totalOrder: Invariant<HotStuffTypes> = {
  name: 'Total Order',
  expectation: 'always',
  sentence: 'Each block that a replica commits is the child of the one that it committed before.',
  citation: 'HotStuff §4.3',
  hears: ['Booted', 'Committed'],
  start(verdict, { nodeCount }) {
    const tips: Tip[] = Array.from({ length: nodeCount }, () => ({
      height: 0,
      block: GENESIS,
      fact: undefined,
    }));
    return {
      hear(observation, node, atUs) {
        if (observation.type !== 'Booted' && observation.type !== 'Committed') return;
        const { height, block } = observation;
        const fact = { atUs, node, observation };
        const tip = tips[node] as Tip;
        tips[node] = { height, block, fact };
        if (observation.type === 'Booted') return;
        verdict.exercised();
        if (height === tip.height + 1 && observation.parent === tip.block) return;
        const explanation = `n${node} committed block ${block} at height ${height}, whose parent is ${observation.parent}, after block ${tip.block} at height ${tip.height}`;
        verdict.violated(explanation, tip.fact === undefined ? [fact] : [tip.fact, fact]);
      },
    };
  },
};
