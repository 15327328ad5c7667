import type { NodeId } from '../../../../core/identity.ts';
import type { Invariant, TrialSetup } from '../../../../core/invariant.ts';
import type { Micros } from '../../../../core/micros.ts';
import { ClientWaits, WAITS_OF_CLIENTS } from '../../shared/client-waits.ts';
import { FAULTS_OF_NODES, FaultyNodes } from '../../shared/faulty-nodes.ts';
import { maxFaulty } from '../../shared/quorums.ts';
import { mostSpoilt } from '../../shared/spoilt-rounds.ts';
import { proposerOf, timeoutUs } from '../rules.ts';
import type { TendermintParams, TendermintTypes } from '../types.ts';

/** A request that honest validators hold, and has not been decided. */
interface Waiting {
  readonly holders: Set<NodeId>;
  sinceUs: Micros;
}

/**
 * How long a decision may take after the network is whole again: as many rounds as liars may spoil, one after another,
 * and three more, since messages may still get lost, at the length that rounds have by then, and time to learn of it.
 */
function graceUs(params: TendermintParams, spoilt: number, highestRound: number): Micros {
  const rounds = spoilt + 3;
  const last = highestRound + rounds;
  const { timeoutPropose, timeoutPrevote, timeoutPrecommit, timeoutDelta } = params;
  const roundUs = timeoutUs(
    timeoutPropose + timeoutPrevote + timeoutPrecommit,
    3 * timeoutDelta,
    last,
  );
  return rounds * roundUs + 4 * (params.statusInterval + params.resendInterval);
}

/**
 * Where a scenario gives liars s turns in a row, they may decide at the end of each height what nobody waits for: then
 * the next height begins one turn later, with s − 1 of them.
 */
function mostSpoiltRounds(
  height: number,
  faultyNodes: FaultyNodes,
  { nodeCount, leaders }: TrialSetup<TendermintTypes>,
): number {
  const faulty = maxFaulty(nodeCount);
  const turns = mostSpoilt({
    from: height,
    lastNamed: leaders.lastNamed,
    turns: nodeCount,
    faulty,
    isSpoilt: (turn) => faultyNodes.has(leaders.of(turn, proposerOf(turn, 0, nodeCount))),
  });
  return turns === faulty ? faulty : (turns * (turns + 1)) / 2;
}

export const progress: Invariant<TendermintTypes> = {
  name: 'Progress',
  expectation: 'eventually',
  sentence:
    'Once faults have healed, requests that correct validators hold are decided, every correct validator learns every decision, and clients are answered.',
  citation: 'Tendermint §2',
  hears: [
    'Booted',
    'RequestHeld',
    'Executed',
    'Decided',
    'RoundStarted',
    'faults:healed',
    ...WAITS_OF_CLIENTS,
    ...FAULTS_OF_NODES,
  ],
  start(verdict, setup) {
    const { nodeCount, params } = setup;
    const waiting = new Map<string, Waiting>();
    /** By validator: the heights that it has decided. */
    const heights: number[] = new Array(nodeCount).fill(0);
    const faultyNodes = new FaultyNodes();
    const waits = new ClientWaits();
    let spoilt = maxFaulty(nodeCount);
    /** By height: when a correct validator decided it first. */
    const decidedAtUs: (Micros | undefined)[] = [];
    let highestRound = 0;
    let hasHealed = false;

    function forgetHolder(node: NodeId): void {
      for (const [key, { holders }] of waiting) {
        if (holders.delete(node) && holders.size === 0) waiting.delete(key);
      }
    }

    function whyStuck(sinceUs: Micros): string | undefined {
      for (const [key, { holders, sinceUs: heldSinceUs }] of waiting) {
        if (heldSinceUs >= sinceUs) continue;
        return `request ${key} has been held by n${[...holders][0]} since ${heldSinceUs} us, and is not decided`;
      }
      for (const [node, height] of heights.entries()) {
        const atUs = decidedAtUs[height];
        if (!faultyNodes.has(node) && atUs !== undefined && atUs < sinceUs) {
          return `n${node} has not learnt the decision of height ${height}`;
        }
      }
      return undefined;
    }

    return {
      hear(observation, node, atUs) {
        faultyNodes.hear(observation, node);
        switch (observation.type) {
          case 'Booted':
            heights[node] = observation.height;
            return;
          case 'RequestHeld': {
            const key = `c${observation.client}:${observation.sequence}`;
            const known = waiting.get(key);
            if (known === undefined) waiting.set(key, { holders: new Set([node]), sinceUs: atUs });
            else known.holders.add(node);
            return;
          }
          case 'Executed':
            waiting.delete(`c${observation.client}:${observation.sequence}`);
            return;
          case 'Decided':
            decidedAtUs[observation.height] ??= atUs;
            heights[node] = observation.height + 1;
            return;
          case 'RoundStarted':
            if (!hasHealed) highestRound = Math.max(highestRound, observation.round);
            return;
          case 'faults:healed':
            hasHealed = true;
            spoilt = mostSpoiltRounds(faultyNodes.leastOfOthers(heights), faultyNodes, setup);
            return;
          case 'node:crashed':
          case 'node:corrupted':
            forgetHolder(node);
            return;
          default:
            waits.hear(observation, atUs);
        }
      },
      judge(end) {
        const { endedAtUs, healedAtUs } = end;
        const longestUs = graceUs(params, spoilt, highestRound);
        if (endedAtUs - longestUs <= healedAtUs) return;
        verdict.exercised();
        const explanation = whyStuck(endedAtUs - longestUs) ?? waits.tooLong(longestUs, end);
        if (explanation !== undefined) verdict.violated(explanation, []);
      },
    };
  },
};
