import type { RaftMessage } from '../../src/protocols/consensus/raft/messages.ts';
import type { RaftTypes } from '../../src/protocols/consensus/raft/types.ts';
import type { Effect } from '../../src/testing/recording-context.ts';
import { requestVote, Server, type ServerOptions } from '../protocols/consensus/raft/server.ts';
import { messageInWords, observationsInWords, responseInWords } from './raft-words.ts';

interface Letter {
  readonly from: number;
  readonly to: number;
  readonly message: RaftMessage;
}

type Command = (words: string, lines: string[]) => void;

/** Whom a letter is from and to; undefined for anybody. */
interface Selection {
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** Also the other way. */
  readonly mutual: boolean;
}

/** A cluster on a stage: commands move it, and what it does is told in words. The language is in transcript.test.ts. */
export class RaftStage {
  private names: string[] = [];
  private servers: Server[] = [];
  private readonly down: Set<number> = new Set();
  private mail: Letter[] = [];

  private readonly commands: Readonly<Record<string, Command>> = {
    'time out': (words, lines) => this.act(this.nodeOf(words), 'electionTimeout', lines),
    heartbeat: (words, lines) => this.act(this.nodeOf(words), 'heartbeat', lines),
    ask: (words, lines) => this.ask(words, lines),
    deliver: (words, lines) => this.deliver(this.selectionOf(words), false, lines),
    exchange: (words, lines) => this.deliver(this.selectionOf(words), true, lines),
    lose: (words, lines) => this.lose(this.selectionOf(words), lines),
    receive: (words, lines) => this.receive(words, lines),
    pass: (words) => this.pass(words),
    crash: (words) => this.crash(this.nodeOf(words)),
    restart: (words, lines) => this.restart(this.nodeOf(words), lines),
    'show logs': (_, lines) => this.showLogs(lines),
  };

  /** Carries out the commands of one scene, and returns what there is to tell. */
  play(commands: readonly string[]): string[] {
    const lines: string[] = [];
    if (commands[0]?.startsWith('cluster')) {
      this.raise(commands[0], commands.slice(1));
      return ['ready'];
    }
    for (const command of commands) {
      const name = Object.keys(this.commands).find((key) => `${command} `.startsWith(`${key} `));
      if (name === undefined) throw new Error(`'${command}' is no command.`);
      this.commands[name]?.(command.slice(name.length).trim(), lines);
    }
    return lines.length > 0 ? lines : ['nothing happens'];
  }

  private raise(heading: string, members: readonly string[]): void {
    this.names = members.map((line) => line.trim().split(/\s+/)[0] as string);
    this.down.clear();
    this.mail = [];
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
    this.servers = members.map((line, self) => {
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

  private act(node: number, timer: 'electionTimeout' | 'heartbeat', lines: string[]): void {
    this.server(node).fire(timer);
    this.tell(node, '', lines);
  }

  private ask(words: string, lines: string[]): void {
    const [name = '', kind, value = ''] = words.split(' ');
    const node = this.nodeOf(name);
    this.server(node).request(kind === 'get' ? { kind, key: 0 } : { kind: 'put', key: 0, value });
    this.tell(node, '', lines);
  }

  /** Delivers what is on its way now; an exchange goes on with the answers until there are no more. */
  private deliver(selection: Selection, isExchange: boolean, lines: string[]): void {
    for (let round = 0; round < 100; round++) {
      const chosen = this.take(selection);
      if (chosen.length === 0) return;
      for (const { from, to, message } of chosen) {
        const isDown = this.down.has(to);
        const fate = isDown ? ` (${this.name(to)} is down)` : '';
        lines.push(`${this.name(from)} → ${this.name(to)}  ${messageInWords(message)}${fate}`);
        if (isDown) continue;
        this.server(to).receive(from, message);
        this.tell(to, '    ', lines);
      }
      if (!isExchange) return;
    }
    throw new Error('The servers do not stop talking.');
  }

  private lose(selection: Selection, lines: string[]): void {
    for (const { from, to, message } of this.take(selection)) {
      lines.push(`${this.name(from)} ✗ ${this.name(to)}  ${messageInWords(message)}`);
    }
  }

  /** `receive b from a: RequestVote term 3, log ends at 2 with term 1`. */
  private receive(words: string, lines: string[]): void {
    const { to, from, term, index, last } =
      /^(?<to>\S+) from (?<from>\S+): RequestVote term (?<term>\d+), log ends at (?<index>\d+) with term (?<last>\d+)$/.exec(
        words,
      )?.groups ?? {};
    if (to === undefined || from === undefined)
      throw new Error(`'${words}' is no request for a vote.`);
    const message = requestVote(Number(term), Number(index), Number(last));
    this.mail.push({ from: this.nodeOf(from), to: this.nodeOf(to), message });
    this.deliver({ from: this.nodeOf(from), to: this.nodeOf(to), mutual: false }, false, lines);
    this.deliver({ from: this.nodeOf(to), to: this.nodeOf(from), mutual: false }, false, lines);
  }

  /** `pass 150ms`. */
  private pass(words: string): void {
    const milliseconds = Number(/^(\d+)ms$/.exec(words)?.[1]);
    for (const server of this.servers) server.ctx.advance(milliseconds * 1000);
  }

  private crash(node: number): void {
    this.down.add(node);
    this.server(node).ctx.crash();
  }

  private restart(node: number, lines: string[]): void {
    this.down.delete(node);
    this.server(node).restart();
    this.tell(node, '', lines);
  }

  private showLogs(lines: string[]): void {
    const longest = Math.max(...this.servers.map(({ logTerms }) => logTerms.length));
    const indices = Array.from({ length: longest }, (_, index) => index + 1);
    const width = Math.max(...this.names.map((name) => name.length), 5);
    const row = (head: string, cells: readonly number[]): string =>
      `${head.padEnd(width)} ${indices.map((_, at) => String(cells[at] ?? '').padStart(3)).join('')}`;
    lines.push(`${row('index', indices)}   committed  term`);
    for (const [node, server] of this.servers.entries()) {
      const { commitIndex, role } = server.state;
      const what = this.down.has(node) ? 'down' : role;
      const columns = `${String(commitIndex).padStart(9)}  ${String(server.term).padStart(4)}  ${what}`;
      lines.push(`${row(this.name(node), server.logTerms)}   ${columns}`);
    }
  }

  /** Tells what a server did just now, and takes its letters. Those to itself arrive at once. */
  private tell(node: number, indent: string, lines: string[]): void {
    const effects = this.server(node).ctx.take();
    for (const words of this.deedsIn(effects)) lines.push(`${indent}${this.name(node)} ${words}`);
    const letters = effects.flatMap((effect) => this.lettersIn(effect, node));
    this.mail.push(...letters.filter(({ to }) => to !== node));
    for (const { to, message } of letters) {
      if (to !== node) continue;
      this.server(node).receive(node, message);
      this.tell(node, indent, lines);
    }
  }

  private deedsIn(effects: readonly Effect<RaftTypes>[]): string[] {
    const nameOf = (node: number): string => this.name(node);
    const observations = effects.flatMap((effect) =>
      effect.kind === 'observe' ? [effect.observation] : [],
    );
    const responses = effects.flatMap((effect) =>
      effect.kind === 'respond' ? [responseInWords(effect.response, nameOf)] : [],
    );
    return [...observationsInWords(observations, nameOf), ...responses];
  }

  private lettersIn(effect: Effect<RaftTypes>, from: number): Letter[] {
    if (effect.kind === 'send') return [{ from, to: effect.to, message: effect.message }];
    if (effect.kind !== 'broadcast') return [];
    const others = [...this.servers.keys()].filter((node) => node !== from);
    return others.map((to) => ({ from, to, message: effect.message }));
  }

  private take(selection: Selection): Letter[] {
    const chosen = this.mail.filter((letter) => isChosen(letter, selection));
    this.mail = this.mail.filter((letter) => !chosen.includes(letter));
    return chosen;
  }

  /** Nothing, `from a`, `to b`, `from a to b`, `a and b`. */
  private selectionOf(words: string): Selection {
    const mutual = /^(\S+) and (\S+)$/.exec(words);
    if (mutual !== null) {
      const [, one = '', other = ''] = mutual;
      return { from: this.nodeOf(one), to: this.nodeOf(other), mutual: true };
    }
    const { from, to } = /^(?:from (?<from>\S+))? ?(?:to (?<to>\S+))?$/.exec(words)?.groups ?? {};
    if (words !== '' && from === undefined && to === undefined)
      throw new Error(`'${words}' chooses nothing.`);
    return {
      from: from === undefined ? undefined : this.nodeOf(from),
      to: to === undefined ? undefined : this.nodeOf(to),
      mutual: false,
    };
  }

  private nodeOf(name: string): number {
    const node = this.names.indexOf(name);
    if (node < 0) throw new Error(`There is no server '${name}'.`);
    return node;
  }

  private name(node: number): string {
    return this.names[node] ?? `n${node}`;
  }

  private server(node: number): Server {
    return this.servers[node] as Server;
  }
}

function isChosen({ from, to }: Letter, selection: Selection): boolean {
  const matches = (a: number, b: number): boolean =>
    (selection.from === undefined || selection.from === a) &&
    (selection.to === undefined || selection.to === b);
  return matches(from, to) || (selection.mutual && matches(to, from));
}
