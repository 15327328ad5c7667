import type { Policy } from '../core/policy.ts';
import { biddingPolicies } from './bidding.ts';

/** What agents can decide with, by family: a protocol names its family, a config one policy of it. */
export const policyFamilies: Readonly<Record<string, readonly Policy[]>> = {
  bidding: biddingPolicies,
};
