import { nemeses } from '../../faults/nemeses/index.ts';
import { policyFamilies } from '../../policies/index.ts';
import { protocols } from '../../protocols/index.ts';
import type { Table } from '../../report/table.ts';
import { Output } from '../output.ts';

/** One thing that a config may name. */
interface Entry {
  readonly name: string;
  readonly [key: string]: string | number | readonly string[];
}

/** Each kind: its entries, and the columns of its table besides the name. */
const KINDS: Readonly<Record<string, { readonly columns: readonly string[]; entries(): Entry[] }>> =
  {
    protocols: {
      columns: ['summary'],
      entries: () =>
        protocols.map((protocol) => ({
          name: protocol.name,
          summary: protocol.summary,
          roles: Object.keys(protocol.roles),
          duties: Object.keys(protocol.duties ?? {}),
          properties: protocol.invariants.map(({ name }) => name),
          metrics: protocol.metrics.flatMap(({ columns }) => columns),
          workloads: protocol.workloads.map(({ name }) => name),
          mutants: protocol.mutants.map(({ name }) => name),
          ...(protocol.policyFamily !== undefined && { policyFamily: protocol.policyFamily }),
        })),
    },
    nemeses: {
      columns: ['sentence'],
      entries: () => nemeses.map(({ name, sentence }) => ({ name, sentence })),
    },
    policies: {
      columns: ['family', 'sentence'],
      entries: () =>
        Object.entries(policyFamilies).flatMap(([family, policies]) =>
          policies.map(({ name, sentence }) => ({ name, family, sentence })),
        ),
    },
    lies: {
      columns: ['protocol', 'sentence'],
      entries: () =>
        protocols.flatMap((protocol) =>
          (protocol.lies ?? []).map(({ name, sentence }) => ({
            name,
            protocol: protocol.name,
            sentence,
          })),
        ),
    },
    mutants: {
      columns: ['protocol', 'sentence', 'config'],
      entries: () =>
        protocols.flatMap((protocol) =>
          protocol.mutants.map(({ name, sentence, breaks, config }) => ({
            name,
            protocol: protocol.name,
            sentence,
            breaks,
            config: `sim-configs/${config}`,
          })),
        ),
    },
  };

/** Prints what a config may name: all kinds, or the one that is asked for. */
export function list(kind: string | undefined, { json }: { readonly json?: true }): void {
  const output = new Output(process.stdout, process.stderr);
  const kinds = Object.entries(KINDS).filter(([name]) => kind === undefined || name === kind);
  if (json) {
    const entries = kinds.map(([name, { entries: listed }]) => [name, listed()] as const);
    output.printJson(kind === undefined ? Object.fromEntries(entries) : entries[0]?.[1]);
    return;
  }
  kinds.forEach(([name, { columns, entries }], index) => {
    if (index > 0) output.print();
    output.printTable(tableOf(name, columns, entries()));
  });
}

function tableOf(kind: string, columns: readonly string[], entries: readonly Entry[]): Table {
  return {
    head: [kind, ...columns],
    align: [kind, ...columns].map(() => 'left' as const),
    rows: entries.map((entry) => [entry.name, ...columns.map((column) => String(entry[column]))]),
  };
}
