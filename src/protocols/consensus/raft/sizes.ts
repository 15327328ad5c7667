import { machineBytes, operationBytes } from '../shared/key-value.ts';
import type { RaftMessage } from './messages.ts';
import type { Entry } from './types.ts';

/** Frame, sender and checksum. */
const HEADER_BYTES = 24;
const FIELD_BYTES = 8;

/** The size of a message on the wire: a header, eight bytes a number, and its entries. */
export function sizeBytes(message: RaftMessage): number {
  switch (message.type) {
    case 'AppendEntries': {
      let bytes = HEADER_BYTES + 5 * FIELD_BYTES;
      const { entries } = message;
      for (let index = 0; index < entries.length; index++) {
        bytes += entryBytes(entries[index] as Entry);
      }
      return bytes;
    }
    case 'AppendEntriesReply':
      return HEADER_BYTES + 6 * FIELD_BYTES;
    case 'InstallSnapshot':
      return HEADER_BYTES + 4 * FIELD_BYTES + machineBytes(message.snapshot.machine);
    case 'RequestVote':
    case 'PreVote':
      return HEADER_BYTES + 3 * FIELD_BYTES;
    case 'TimeoutNow':
      return HEADER_BYTES + FIELD_BYTES;
    default:
      return HEADER_BYTES + 2 * FIELD_BYTES;
  }
}

function entryBytes({ operation }: Entry): number {
  return 4 * FIELD_BYTES + commandBytes(operation);
}

function commandBytes(command: Entry['operation']): number {
  if (command === undefined) return 0;
  if (command.kind !== 'configuration') return operationBytes(command);
  const { voters, outgoing, learners } = command;
  return FIELD_BYTES * (voters.length + outgoing.length + learners.length);
}
