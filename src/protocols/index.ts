import type { Protocol } from '../core/protocol.ts';
import { benOr } from './agreement/ben-or/ben-or.ts';
import { brachaBroadcast } from './agreement/bracha-broadcast/bracha-broadcast.ts';
import { dolevStrong } from './agreement/dolev-strong/dolev-strong.ts';
import { multiRoundVoting } from './agreement/multi-round-voting/multi-round-voting.ts';
import { phaseKing } from './agreement/phase-king/phase-king.ts';
import { sealedBid } from './auctions/sealed-bid/sealed-bid.ts';
import { echo } from './basics/echo/echo.ts';
import { hotstuff } from './consensus/hotstuff/index.ts';
import { pbft } from './consensus/pbft/index.ts';
import { raft } from './consensus/raft/index.ts';
import { tendermint } from './consensus/tendermint/index.ts';
import { twoPhaseCommit } from './transactions/two-phase-commit/two-phase-commit.ts';

/** Every protocol that a config can name, one line each, by name. */
export const protocols: readonly Protocol[] = [
  benOr,
  brachaBroadcast,
  dolevStrong,
  echo,
  hotstuff,
  multiRoundVoting,
  pbft,
  phaseKing,
  raft,
  sealedBid,
  tendermint,
  twoPhaseCommit,
];

/** The protocol of this name. Throws `RangeError` with the accepted names where there is none. */
export function findProtocol(name: string): Protocol {
  const protocol = protocols.find((candidate) => candidate.name === name);
  if (protocol === undefined) {
    const accepted = protocols.map((candidate) => candidate.name).join(', ');
    throw new RangeError(`There is no protocol '${name}'; accepted: ${accepted}.`);
  }
  return protocol;
}
