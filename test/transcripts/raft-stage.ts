import type { RaftTypes } from '../../src/protocols/consensus/raft/types.ts';
import { requestVote, Server, type ServerOptions } from '../protocols/consensus/raft/server.ts';
import { messageInWords, observationsInWords, responseInWords } from './raft-words.ts';
import { type Command, Stage, type Words } from './stage.ts';

/** A Raft cluster on a stage. */
export class RaftStage extends Stage<RaftTypes, Server> {
  protected readonly tellsBroadcasts = false;
  protected readonly words: Words<RaftTypes> = {
    message: messageInWords,
    observations: (made) => observationsInWords(made, (node) => this.name(node)),
    response: (response) => responseInWords(response, (node) => this.name(node)),
  };

  protected readonly ownCommands: Readonly<Record<string, Command>> = {
    'time out': (words, lines) => this.#act(this.nodeOf(words), 'electionTimeout', lines),
    heartbeat: (words, lines) => this.#act(this.nodeOf(words), 'heartbeat', lines),
    ask: (words, lines) => this.#ask(words, lines),
    receive: (words, lines) => this.#receive(words, lines),
    'show logs': (_, lines) => this.#showLogs(lines),
  };

  protected raise(heading: string, members: readonly string[]): void {
    this.names = members.map((line) => line.trim().split(/\s+/)[0] as string);
    const options = new Map(
      heading
        .split(/\s+/)
        .slice(1)
        .map((word) => word.split('=') as [string, string]),
    );
    const isOn = (key: string): boolean => options.get(key) === 'true';
    const maxEntriesPerMessage = Number(options.get('maxEntriesPerMessage') ?? 64);
    const params: ServerOptions['params'] = {
      preVote: isOn('preVote'),
      checkQuorum: isOn('checkQuorum'),
      maxEntriesPerMessage,
    };
    const nodes = members.length;
    this.actors = members.map((line, self) => {
      const { terms, term, votedFor } =
        /^\s*\S+(?<terms>(?:\s+\d+)*)(?:\s+term (?<term>\d+))?(?:\s+voted for (?<votedFor>\S+))?\s*$/.exec(
          line,
        )?.groups ?? {};
      if (terms === undefined) throw new Error(`'${line}' is no server.`);
      return new Server({
        nodes,
        self,
        params,
        log: terms.split(/\s+/).filter(Boolean).map(Number),
        ...(term !== undefined && { term: Number(term) }),
        ...(votedFor !== undefined && { votedFor: this.nodeOf(votedFor) }),
      });
    });
  }

  #act(node: number, timer: 'electionTimeout' | 'heartbeat', lines: string[]): void {
    this.actor(node).fire(timer);
    this.tell(node, '', lines);
  }

  #ask(words: string, lines: string[]): void {
    const [name = '', kind, value = ''] = words.split(' ');
    const node = this.nodeOf(name);
    this.actor(node).request(kind === 'get' ? { kind, key: 0 } : { kind: 'put', key: 0, value });
    this.tell(node, '', lines);
  }

  /** `receive b from a: RequestVote term 3, log ends at 2 with term 1`. */
  #receive(words: string, lines: string[]): void {
    const { to, from, term, index, last } =
      /^(?<to>\S+) from (?<from>\S+): RequestVote term (?<term>\d+), log ends at (?<index>\d+) with term (?<last>\d+)$/.exec(
        words,
      )?.groups ?? {};
    if (to === undefined || from === undefined)
      throw new Error(`'${words}' is no request for a vote.`);
    const message = requestVote(Number(term), Number(index), Number(last));
    this.post(this.nodeOf(from), this.nodeOf(to), message);
    this.deliver(`from ${from} to ${to}`, false, lines);
    this.deliver(`from ${to} to ${from}`, false, lines);
  }

  #showLogs(lines: string[]): void {
    const longest = Math.max(...this.actors.map(({ logTerms }) => logTerms.length));
    const indices = Array.from({ length: longest }, (_, index) => index + 1);
    const width = Math.max(...this.names.map((name) => name.length), 5);
    const row = (head: string, cells: readonly number[]): string =>
      `${head.padEnd(width)} ${indices.map((_, at) => String(cells[at] ?? '').padStart(3)).join('')}`;
    lines.push(`${row('index', indices)}   committed  term`);
    for (const [node, server] of this.actors.entries()) {
      const { commitIndex, role } = server.state;
      const what = this.down.has(node) ? 'down' : role;
      const columns = `${String(commitIndex).padStart(9)}  ${String(server.term).padStart(4)}  ${what}`;
      lines.push(`${row(this.name(node), server.logTerms)}   ${columns}`);
    }
  }
}
