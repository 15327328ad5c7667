import type { FaultModel } from '../../../core/fault.ts';
import type { Protocol, ProtocolTypes, Role } from '../../../core/protocol.ts';
import { forgetful } from './fault-models.ts';
import { type MaxFaulty, maxFaultyOf, tooFew } from './params.ts';

/** A protocol in which all nodes are alike. */
interface Peers<T extends ProtocolTypes> {
  readonly name: string;
  /** What a node is called. */
  readonly role: string;
  readonly process: Role<T>;
  /** How many times as many nodes as liars there must be more than. */
  readonly factor: number;
  readonly safeUnder: FaultModel['safeUnder'];
}

type OfPeers<T extends ProtocolTypes> = Pick<
  Protocol<T>,
  'name' | 'roles' | 'assign' | 'impossible' | 'tolerates'
> &
  Required<Pick<Protocol<T>, 'impossible'>>;

/** What follows where all n nodes are alike, f of them may lie or crash, and n must be more than factor · f. */
export function ofPeers<T extends ProtocolTypes & { Params: MaxFaulty }>({
  name,
  role,
  process,
  factor,
  safeUnder,
}: Peers<T>): OfPeers<T> {
  return {
    name,
    roles: { [role]: process },
    assign: (nodeCount) => new Array<string>(nodeCount).fill(role),
    impossible: (nodeCount, params) => tooFew(name, params, nodeCount, factor),
    tolerates: (params, nodeCount) => forgetful(safeUnder, maxFaultyOf(params, nodeCount, factor)),
  };
}
