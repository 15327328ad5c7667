import type { NodeId } from '../../../../src/core/identity.ts';
import { raft } from '../../../../src/protocols/consensus/raft/index.ts';
import type {
  AppendEntries,
  AppendEntriesReply,
  RaftMessage,
  RequestVote,
} from '../../../../src/protocols/consensus/raft/messages.ts';
import type { RaftObservation } from '../../../../src/protocols/consensus/raft/observations.ts';
import { replica } from '../../../../src/protocols/consensus/raft/replica.ts';
import type {
  Entry,
  RaftOperation,
  RaftParams,
  RaftResponse,
  RaftTimer,
  RaftTypes,
  ReplicaState,
} from '../../../../src/protocols/consensus/raft/types.ts';
import type { KeyValueOperation } from '../../../../src/protocols/consensus/shared/key-value.ts';
import { type Effect, RecordingContext } from '../../../../src/testing/recording-context.ts';

type Rules = RaftTypes['Rules'];

export const DEFAULT_PARAMS: RaftParams = raft.params.parse({});

export interface ServerOptions {
  readonly self?: NodeId;
  readonly nodes?: number;
  readonly term?: number;
  readonly votedFor?: NodeId;
  /** The terms of the entries on its disk. */
  readonly log?: readonly number[];
  readonly params?: Partial<RaftParams>;
  readonly rules?: Partial<Rules>;
  readonly seed?: string;
  readonly disk?: 'instant' | 'slow';
}

/** One server on its own: boots with what is on its disk, and is fed by hand. */
export class Server {
  readonly ctx: RecordingContext<RaftTypes>;
  state: ReplicaState;

  constructor(options: ServerOptions = {}) {
    const { self = 0, nodes = 3, term = 0, votedFor, log = [], seed, disk } = options;
    this.ctx = new RecordingContext<RaftTypes>({
      self,
      nodes,
      params: { ...DEFAULT_PARAMS, ...options.params },
      rules: { ...raft.rules, ...options.rules },
      ...(seed !== undefined && { seed }),
      ...(disk !== undefined && { disk }),
    });
    const { storage } = this.ctx;
    storage.cell('currentTerm', 0).value = Math.max(term, log.at(-1) ?? 0);
    if (votedFor !== undefined) storage.cell<NodeId>('votedFor', -1).value = votedFor;
    const entries = storage.log<Entry>('log');
    for (const [index, entryTerm] of log.entries()) entries.append(entry(entryTerm, index + 1));
    storage.sync();
    this.state = replica.boot(this.ctx);
    if (disk === 'slow') this.finishSync();
    this.ctx.take();
  }

  receive(from: NodeId, message: RaftMessage): void {
    replica.onMessage(this.state, from, message, this.ctx);
  }

  fire(timer: RaftTimer): void {
    this.ctx.fire(replica, this.state, timer);
  }

  request(operation: RaftOperation, client = 0, sequence = 0): void {
    this.ctx.request(replica, this.state, operation, { client, sequence });
  }

  finishSync(): void {
    this.ctx.finishSync(replica, this.state);
  }

  /** Loses power, and starts again with what its disk kept. */
  restart(): void {
    this.ctx.crash();
    this.state = replica.boot(this.ctx);
  }

  /** What it sent since it was asked last, a broadcast as one message to each. Forgets all other effects. */
  sent(): Letter[] {
    return lettersIn(this.ctx.take(), this.ctx);
  }

  observed(): RaftObservation[] {
    return this.ctx.takeOnly('observe').map(({ observation }) => observation);
  }

  responses(): RaftResponse[] {
    return this.ctx.takeOnly('respond').map(({ response }) => response);
  }

  get term(): number {
    return this.state.persistent.currentTerm.value;
  }

  get logTerms(): number[] {
    const { log } = this.state.persistent;
    return log.slice(0).map((record) => record.term);
  }

  /** Makes it the leader of the term after the one on its disk, with its no-op appended, and forgets the effects. */
  elect(): this {
    this.fire('electionTimeout');
    const { nodes } = this.ctx;
    for (let voter = 0; voter < nodes.length && this.state.role === 'preCandidate'; voter++) {
      if (voter !== this.ctx.self) this.receive(voter, granted('PreVoteReply', this.term));
    }
    for (let voter = 0; voter < nodes.length && this.state.role === 'candidate'; voter++) {
      this.receive(voter, { type: 'RequestVoteReply', term: this.term, voteGranted: true });
    }
    this.ctx.take();
    return this;
  }

  /** A follower's answer that its log matches up to `matchIndex`. */
  acknowledge(from: NodeId, matchIndex: number): void {
    const round = this.state.leading?.round ?? 1;
    this.receive(from, success(this.term, matchIndex, round));
  }
}

/** A message on its way. */
export interface Letter {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: RaftMessage;
}

function lettersIn(effects: Effect<RaftTypes>[], ctx: RecordingContext<RaftTypes>): Letter[] {
  const from = ctx.self;
  return effects.flatMap((effect) => {
    if (effect.kind === 'send') return [{ from, to: effect.to, message: effect.message }];
    if (effect.kind !== 'broadcast') return [];
    const others = ctx.nodes.filter((node) => node !== from);
    return others.map((to) => ({ from, to, message: effect.message }));
  });
}

/** Servers that talk to each other: every message arrives, in order, unless the receiver is not there. */
export class Cluster {
  readonly servers: readonly Server[];

  constructor(...options: readonly ServerOptions[]) {
    const nodes = options.length;
    this.servers = options.map((each, self) => new Server({ nodes, self, ...each }));
  }

  server(node: NodeId): Server {
    const server = this.servers[node];
    if (server === undefined) throw new RangeError(`There is no server ${node}.`);
    return server;
  }

  /** Delivers messages until none is left. */
  settle(isUp: (node: NodeId) => boolean = () => true): void {
    for (let round = 0; round < 200; round++) {
      const letters = this.servers.flatMap((server) => server.sent());
      if (letters.length === 0) return;
      for (const { from, to, message } of letters) {
        if (isUp(from) && isUp(to)) this.server(to).receive(from, message);
      }
    }
    throw new Error('The servers do not stop talking.');
  }
}

/** An entry that can be told from any other: a put by client 0, numbered by its index. */
export function entry(term: number, index: number): Entry {
  const operation = { kind: 'put', key: 0, value: `${term}.${index}` } as const;
  return { term, client: 0, sequence: index, doneBelow: 0, operation };
}

export function entries(firstIndex: number, ...terms: readonly number[]): Entry[] {
  return terms.map((term, offset) => entry(term, firstIndex + offset));
}

export function appendEntries(fields: Partial<AppendEntries> & { term: number }): AppendEntries {
  return {
    type: 'AppendEntries',
    prevLogIndex: 0,
    prevLogTerm: 0,
    entries: [],
    leaderCommit: 0,
    round: 1,
    ...fields,
  };
}

export function success(term: number, matchIndex: number, round = 1): AppendEntriesReply {
  return {
    type: 'AppendEntriesReply',
    term,
    success: true,
    round,
    matchIndex,
    prevLogIndex: 0,
    conflictTerm: 0,
    conflictIndex: 0,
  };
}

export function refusal(
  fields: Partial<AppendEntriesReply> & { term: number },
): AppendEntriesReply {
  return {
    type: 'AppendEntriesReply',
    success: false,
    round: 1,
    matchIndex: 0,
    prevLogIndex: 0,
    conflictTerm: 0,
    conflictIndex: 0,
    ...fields,
  };
}

/** Asks for a vote, as a candidate does whose log ends at `lastLogIndex` with `lastLogTerm`. */
export function requestVote(term: number, lastLogIndex: number, lastLogTerm: number): RequestVote {
  return { type: 'RequestVote', term, lastLogIndex, lastLogTerm, isTransfer: false };
}

/** A granted PreVote of somebody in `term`, for the term after it. */
export function granted(type: 'PreVoteReply', term: number): RaftMessage {
  return { type, term, nextTerm: term + 1, voteGranted: true };
}

/** The messages of one type among those sent. */
export function ofType<Type extends RaftMessage['type']>(
  letters: readonly Letter[],
  type: Type,
): (Letter & { message: Extract<RaftMessage, { type: Type }> })[] {
  return letters.filter(
    (letter): letter is Letter & { message: Extract<RaftMessage, { type: Type }> } =>
      letter.message.type === type,
  );
}

export const put: KeyValueOperation = { kind: 'put', key: 0, value: 'x' };
export const get: KeyValueOperation = { kind: 'get', key: 0 };
