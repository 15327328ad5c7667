import type { Nemesis } from '../../core/fault.ts';
import { byzzfuzz } from './byzzfuzz.ts';
import { chaos } from './chaos.ts';
import { crashes } from './crashes.ts';
import { leaderHunter } from './leader-hunter.ts';
import { liars } from './liars.ts';
import { none } from './none.ts';
import { partitions } from './partitions.ts';
import { rollingRestart } from './rolling-restart.ts';
import { swizzle } from './swizzle.ts';
import { twins } from './twins.ts';

/** Every nemesis that a config may name, by name. */
export const nemeses: readonly Nemesis[] = [
  byzzfuzz,
  chaos,
  crashes,
  leaderHunter,
  liars,
  none,
  partitions,
  rollingRestart,
  swizzle,
  twins,
];

export function findNemesis(name: string): Nemesis | undefined {
  return nemeses.find((nemesis) => nemesis.name === name);
}
