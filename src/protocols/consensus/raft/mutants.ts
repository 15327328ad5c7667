import type { Mutant } from '../../../core/protocol.ts';
import { copyOf } from '../shared/key-value.ts';
import { termAt } from './log.ts';
import { NO_SESSION, NOBODY, type RaftTypes } from './types.ts';

function configOf(name: string): string {
  return `raft/mutants/${name}.yaml`;
}

/** How Raft is got wrong. Each departs from the paper in one sentence. */
export const raftMutants: readonly Mutant<RaftTypes>[] = [
  {
    name: 'vote-not-durable',
    sentence: 'A server that restarts has forgotten for whom it voted.',
    rules: { votedForAfterRestart: () => NOBODY },
    breaks: ['Election Safety'],
    config: configOf('vote-not-durable'),
  },
  {
    name: 'two-votes-in-a-term',
    sentence: 'A server votes for every candidate that asks.',
    rules: { mayGrantVote: () => true },
    breaks: ['Election Safety'],
    config: configOf('two-votes-in-a-term'),
  },
  {
    name: 'length-before-term',
    sentence: 'The longer log counts as more up-to-date, whatever its last term.',
    rules: {
      isUpToDate: (candidateTerm, candidateIndex, lastTerm, lastIndex) =>
        candidateIndex !== lastIndex ? candidateIndex > lastIndex : candidateTerm >= lastTerm,
    },
    breaks: ['Leader Completeness', 'State Machine Safety', 'Monotone Commit'],
    config: configOf('length-before-term'),
  },
  {
    name: 'old-term-by-counting',
    sentence: 'A leader commits entries of earlier terms by counting replicas, as in Figure 8.',
    rules: {
      nextCommitIndex: (commitIndex, majorityIndex) => Math.max(commitIndex, majorityIndex),
    },
    breaks: ['Leader Completeness', 'State Machine Safety', 'Monotone Commit'],
    config: configOf('old-term-by-counting'),
  },
  {
    name: 'quorum-of-half',
    sentence: 'Half of the servers, rounded down, count as a majority.',
    rules: { quorumSize: (nodeCount) => Math.max(1, Math.floor(nodeCount / 2)) },
    breaks: ['Election Safety', 'Leader Completeness', 'State Machine Safety', 'Monotone Commit'],
    config: configOf('quorum-of-half'),
  },
  {
    name: 'quorum-of-peers',
    sentence: 'The majority is taken of the other servers, and the leader counts besides.',
    rules: { quorumSize: (nodeCount) => Math.floor((nodeCount - 1) / 2) + 1 },
    breaks: ['Election Safety', 'Leader Completeness', 'State Machine Safety', 'Monotone Commit'],
    config: configOf('quorum-of-peers'),
  },
  {
    name: 'commit-to-end',
    sentence: 'Once a majority has stored any new entry, the leader commits its whole log.',
    rules: {
      nextCommitIndex: (commitIndex, majorityIndex, log) =>
        majorityIndex > commitIndex ? log.length : commitIndex,
    },
    breaks: ['Leader Completeness', 'State Machine Safety', 'Monotone Commit'],
    config: configOf('commit-to-end'),
  },
  {
    name: 'no-log-check',
    sentence: 'A follower stores entries without comparing the one before them.',
    rules: { entryMatches: (log, prevLogIndex) => prevLogIndex <= log.length },
    breaks: ['Log Matching', 'State Machine Safety'],
    config: configOf('no-log-check'),
  },
  {
    name: 'stale-entries-truncate',
    sentence: 'A follower cuts its log at the end of every AppendEntries, late ones included.',
    rules: {
      lengthToKeep: (log, prevLogIndex, entries) => {
        const end = prevLogIndex + entries.length;
        for (let index = prevLogIndex + 1; index <= Math.min(end, log.length); index++) {
          if (termAt(log, index) !== entries[index - prevLogIndex - 1]?.term) return index - 1;
        }
        return Math.min(end, log.length);
      },
    },
    breaks: ['Leader Completeness', 'State Machine Safety', 'Monotone Commit'],
    config: configOf('stale-entries-truncate'),
  },
  {
    name: 'timeout-drawn-once',
    sentence: 'A server draws its election timeout once, and keeps it.',
    rules: {
      electionTimeoutUs: (range, previousUs, rng) =>
        previousUs > 0 ? previousUs : rng.integer(range.minUs, range.maxUs),
    },
    breaks: ['Leader Elected'],
    config: configOf('timeout-drawn-once'),
  },
  {
    name: 'reply-before-sync',
    sentence: 'A server replies before its disk has what the reply promises.',
    rules: { syncsBeforeReply: () => false },
    breaks: [
      'Election Safety',
      'Log Matching',
      'Leader Completeness',
      'State Machine Safety',
      'Monotone Commit',
    ],
    config: configOf('reply-before-sync'),
  },
  {
    name: 'no-step-down',
    sentence: 'A leader that hears of a higher term adopts it, and goes on leading.',
    rules: { roleInHigherTerm: (role) => role },
    breaks: [
      'Election Safety',
      'Log Matching',
      'State Machine Safety',
      'Monotone Commit',
      'Fresh Reads',
    ],
    config: configOf('no-step-down'),
  },
  {
    name: 'unconfirmed-reads',
    sentence: 'A leader answers reads at once, though it may have been deposed.',
    rules: { readIsConfirmed: () => true },
    breaks: ['Fresh Reads'],
    config: configOf('unconfirmed-reads'),
  },
  {
    name: 'lease-without-margin',
    sentence: 'A leader trusts its lease for a whole election timeout, as if all clocks ran alike.',
    rules: { holdsLease: (sinceRoundUs, { minUs }) => sinceRoundUs >= 0 && sinceRoundUs < minUs },
    breaks: ['Fresh Reads'],
    config: configOf('lease-without-margin'),
  },
  {
    name: 'leader-forgotten',
    sentence:
      'A server that restarts votes at once, though the leader that it heard counts on its lease.',
    rules: { isBoundToForgotten: () => false },
    breaks: ['Fresh Reads'],
    config: configOf('leader-forgotten'),
  },
  {
    name: 'first-entry-skipped',
    sentence:
      'The log counts from 1 and the state machine from 0: the first entry is never applied.',
    rules: { appliedAfterRestart: (snapshotIndex) => Math.max(1, snapshotIndex) },
    breaks: ['Exactly Once'],
    config: configOf('first-entry-skipped'),
  },
  {
    name: 'retries-take-effect',
    sentence: 'An operation that a client asks for again takes effect again.',
    rules: { takesEffect: () => true },
    breaks: ['Exactly Once'],
    config: configOf('retries-take-effect'),
  },
  {
    name: 'deposed-means-failed',
    sentence: 'A deposed leader tells the clients that wait that their operations failed.',
    rules: { answerWhenDeposed: () => ({ kind: 'failed' }) },
    breaks: ['Truthful Answers'],
    config: configOf('deposed-means-failed'),
  },
  {
    name: 'change-before-no-op',
    sentence: 'A new leader changes the members before it has committed an entry of its own term.',
    rules: {
      mayChangeMembers: (commitIndex, configurationIndex) => configurationIndex <= commitIndex,
    },
    breaks: ['Leader Completeness', 'State Machine Safety', 'Monotone Commit', 'Election Safety'],
    config: configOf('change-before-no-op'),
  },
  {
    name: 'changes-at-once',
    sentence: 'A leader puts a configuration in force before the one before is committed.',
    rules: {
      mayChangeMembers: (commitIndex, _configurationIndex, firstIndex) => firstIndex <= commitIndex,
    },
    breaks: ['Election Safety'],
    config: configOf('changes-at-once'),
  },
  {
    name: 'stale-session',
    sentence:
      'A leader believes what a server replied before it was removed, though it may have lost its log since.',
    rules: { isOfSession: (_round, sessionRound) => sessionRound !== NO_SESSION },
    breaks: ['Progress'],
    config: configOf('stale-session'),
  },
  {
    name: 'sessions-not-in-snapshot',
    sentence:
      'A snapshot holds the keys and their values, and forgets the sessions of the clients.',
    rules: { stateInSnapshot: (machine) => ({ ...copyOf(machine), sessions: [] }) },
    breaks: ['State Machine Safety', 'Exactly Once'],
    config: configOf('sessions-not-in-snapshot'),
  },
  {
    name: 'snapshot-over-newer-log',
    sentence: 'A server installs every snapshot that comes, over a state and a log that are newer.',
    rules: { isNewSnapshot: () => true },
    breaks: ['Monotone Commit', 'Exactly Once', 'Leader Completeness', 'State Machine Safety'],
    config: configOf('snapshot-over-newer-log'),
  },
  {
    name: 'log-behind-snapshot-dropped',
    sentence:
      'A server that takes over a snapshot drops its whole log, the entries behind the snapshot too.',
    rules: { keepsLogBehind: () => false },
    breaks: ['Monotone Commit', 'Leader Completeness', 'State Machine Safety'],
    config: configOf('log-behind-snapshot-dropped'),
  },
];
