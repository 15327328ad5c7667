import type { RaftMessage } from '../../src/protocols/consensus/raft/messages.ts';
import type { RaftObservation } from '../../src/protocols/consensus/raft/observations.ts';
import type { RaftResponse } from '../../src/protocols/consensus/raft/types.ts';

/** What a message says. */
export function messageInWords(message: RaftMessage): string {
  switch (message.type) {
    case 'PreVote':
      return `PreVote for term ${message.nextTerm}, my log ends ${end(message)}`;
    case 'PreVoteReply':
      return message.voteGranted
        ? `PreVoteReply: I would vote for you in term ${message.nextTerm}`
        : `PreVoteReply: I would not vote for you, my term is ${message.term}`;
    case 'RequestVote':
      return `RequestVote in term ${message.term}, my log ends ${end(message)}`;
    case 'RequestVoteReply':
      return message.voteGranted
        ? `RequestVoteReply: my vote is yours in term ${message.term}`
        : `RequestVoteReply: no, my term is ${message.term}`;
    case 'AppendEntries': {
      const { term, prevLogIndex, prevLogTerm, entries, leaderCommit } = message;
      const terms = entries.map((entry) => entry.term).join(' ');
      const what = terms === '' ? 'nothing new' : `entries ${terms}`;
      return `AppendEntries in term ${term}: ${place(prevLogIndex, prevLogTerm)} come ${what}; committed ${leaderCommit}`;
    }
    case 'AppendEntriesReply': {
      const { success, matchIndex, prevLogIndex, conflictTerm, conflictIndex, round } = message;
      if (success) return `AppendEntriesReply: I have all up to ${matchIndex}`;
      if (round === 0) return `AppendEntriesReply: no, my term is ${message.term}`;
      return conflictTerm === 0
        ? `AppendEntriesReply: no, my log ends before ${prevLogIndex}, at ${conflictIndex - 1}`
        : `AppendEntriesReply: no, at ${prevLogIndex} I have term ${conflictTerm}, since ${conflictIndex}`;
    }
    case 'InstallSnapshot': {
      const { lastIncludedIndex, lastIncludedTerm } = message.snapshot;
      return `InstallSnapshot in term ${message.term}: all up to ${lastIncludedIndex} of term ${lastIncludedTerm}`;
    }
    case 'TimeoutNow':
      return `TimeoutNow in term ${message.term}`;
  }
}

function end(message: { readonly lastLogIndex: number; readonly lastLogTerm: number }): string {
  const { lastLogIndex, lastLogTerm } = message;
  return lastLogIndex === 0 ? 'nowhere' : `at ${lastLogIndex} with term ${lastLogTerm}`;
}

function place(prevLogIndex: number, prevLogTerm: number): string {
  return prevLogIndex === 0 ? 'first' : `after ${prevLogIndex} of term ${prevLogTerm}`;
}

const REFUSALS = {
  staleTerm: 'its term is over',
  hearsLeader: 'the leader is heard',
  alreadyVoted: 'the vote of this term is cast',
  staleLog: 'its log is not as up-to-date',
} as const;

/** What a server did, in order; entries that it appended one after another in one line. */
export function observationsInWords(
  observations: readonly RaftObservation[],
  nameOf: (node: number) => string,
): string[] {
  const lines: string[] = [];
  let appended: number[] = [];
  observations.forEach((observation, at) => {
    if (observation.type !== 'EntryAppended') {
      const words = observationInWords(observation, nameOf);
      if (words !== undefined) lines.push(words);
      return;
    }
    const { index, term } = observation;
    appended.push(term);
    if (observations[at + 1]?.type === 'EntryAppended') return;
    const terms = appended.length === 1 ? 'term' : 'terms';
    lines.push(
      `appends ${span(index - appended.length + 1, index)} of ${terms} ${appended.join(' ')}`,
    );
    appended = [];
  });
  return lines;
}

function span(first: number, last: number): string {
  return first === last ? String(first) : `${first} to ${last}`;
}

/** What a server did, or undefined for what the reader sees elsewhere. */
function observationInWords(
  observation: RaftObservation,
  nameOf: (node: number) => string,
): string | undefined {
  switch (observation.type) {
    case 'Booted':
      return `starts in term ${observation.term}`;
    case 'StartedPreVote':
      return 'asks who would vote for it';
    case 'StartedElection':
      return `stands in term ${observation.term}`;
    case 'VoteGranted':
      return `votes for ${nameOf(observation.candidate)}`;
    case 'VoteRejected':
      return `does not vote for ${nameOf(observation.candidate)}: ${REFUSALS[observation.reason]}`;
    case 'BecameLeader':
      return `leads term ${observation.term}`;
    case 'SteppedDown':
      return `no longer leads term ${observation.term}`;
    case 'LogTruncated':
      return `deletes ${span(observation.toLength + 1, observation.fromLength)}`;
    case 'CommitAdvanced':
      return `commits up to ${observation.to}`;
    case 'SnapshotTaken':
      return `takes a snapshot of all up to ${observation.index}`;
    case 'SnapshotRestored':
      return `takes over the snapshot of all up to ${observation.index}`;
    default:
      return undefined;
  }
}

/** What a client is told. */
export function responseInWords(response: RaftResponse, nameOf: (node: number) => string): string {
  if (response.kind !== 'notLeader') return `answers the client: ${response.kind}`;
  const { leader } = response;
  return `sends the client ${leader < 0 ? 'away' : `to ${nameOf(leader)}`}`;
}
