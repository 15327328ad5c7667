import { formatMicros } from '../core/micros.ts';
import type { Capsule } from '../experiment/capsule.ts';
import { formatCount } from '../report/number-text.ts';
import type { Table } from '../report/table.ts';

/** A capsule's trial before and after it was shrunk. */
export function sizeTable({ shrinking: { before, after } }: Capsule): Table {
  const row = (label: string, print: (size: typeof before) => string): string[] => [
    label,
    print(before),
    print(after),
  ];
  return {
    head: ['', 'before', 'shrunk'],
    align: ['left', 'right', 'right'],
    rows: [
      row('faults', ({ faults }) => formatCount(faults)),
      row('nodes', ({ nodes }) => formatCount(nodes)),
      row('clients', ({ clients }) => formatCount(clients)),
      row('operations', ({ operations }) => formatCount(operations)),
      row('horizon', ({ horizonUs }) => formatMicros(horizonUs)),
      row('events', ({ events }) => formatCount(events)),
    ],
  };
}

/** Says how much was tried, and why no more was. */
export function effortSentence({ shrinking: { executions, end } }: Capsule): string {
  const tried = `${formatCount(executions)} ${executions === 1 ? 'execution' : 'executions'}`;
  switch (end) {
    case 'complete':
      return `${tried}; no fault can be left out`;
    case 'executions':
      return executions === 1 ? 'not shrunk' : `${tried}, which was all it may take`;
    case 'time':
      return `${tried}, then time was up: another machine may get further`;
  }
}
