import type { Protocol } from '../../core/protocol.ts';

/** What a config may name. */
export interface ConfigRegistry {
  readonly protocols: readonly Protocol[];
  readonly nemeses: readonly string[];
  /** The policies of each family; the first is the family's default. */
  readonly policyFamilies: Readonly<Record<string, readonly { readonly name: string }[]>>;
}

/**
 * What is known of a config when one of its parts is read, so that each value is checked where it stands.
 * What is absent is not known, because it was wrong itself, and nothing is checked against it.
 */
export interface Facts {
  readonly protocol?: Protocol;
  readonly nodes?: number;
  /** The length of the faulty phase. */
  readonly durationUs?: number;
  readonly settleUs?: number;
  /** The regions of the network, none where it has no regions. */
  readonly zones?: readonly string[];
  /** The text of a file beside the config. Throws when it cannot be read. */
  readonly readFile?: (path: string) => string;
}
