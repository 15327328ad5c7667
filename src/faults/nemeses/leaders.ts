import type { NemesisSetup } from '../../core/fault.ts';
import type { NodeId } from '../../core/identity.ts';
import { allNodes, type TimedFault } from './drawing.ts';

/** For one round a leader, where the protocol's rounds have any: a liar, who can do most harm there, or any node. */
export function drawLeader(
  setup: NemesisSetup,
  round: number,
  liars: readonly NodeId[],
): readonly TimedFault[] {
  const { rng, hasLeaders } = setup;
  if (!hasLeaders) return [];
  const node = rng.pick(liars.length > 0 && rng.chance(1 / 3) ? liars : allNodes(setup));
  return [{ when: { atUs: 0 }, fault: { kind: 'leader', node, rounds: [round, round] } }];
}
