import type { Nemesis } from '../../core/fault.ts';

export const none: Nemesis = {
  name: 'none',
  sentence: 'Leaves the nodes and the network alone.',
  draw: () => [],
};
