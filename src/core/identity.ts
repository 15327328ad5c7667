/** A node's dense index, 0 to n − 1, printed `n0`, `n1`, … */
export type NodeId = number;

/** A client's dense index, 0 to c − 1, printed `c0`, `c1`, … Clients are apart from nodes: they never crash. */
export type ClientId = number;

/** A place on the network: nodes first, then clients, so endpoint n + k is client k. */
export type EndpointId = number;

/** Prints an endpoint as people read it: `n2` for a node, `c0` for the first client. */
export function formatEndpoint(endpoint: EndpointId, nodeCount: number): string {
  return endpoint < nodeCount ? `n${endpoint}` : `c${endpoint - nodeCount}`;
}
