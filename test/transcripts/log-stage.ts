import type { NodeId } from '../../src/core/identity.ts';
import type { Protocol, ProtocolTypes, Role } from '../../src/core/protocol.ts';
import { KeyRing } from '../../src/engine/keys.ts';
import type { KeyValueOperation } from '../../src/protocols/consensus/shared/key-value.ts';
import { RecordingContext } from '../../src/testing/recording-context.ts';
import { type Actor, type Command, Stage, type Words } from './stage.ts';

/** A protocol whose nodes keep one log of what clients ask, though some of them lie. */
export interface LogTypes extends ProtocolTypes {
  Operation: KeyValueOperation;
}

/** How a protocol's transcripts are played and told. */
export interface Script<T extends LogTypes> {
  readonly protocol: Protocol<T>;
  /** What `time out NAME` means where it does not say which. */
  readonly timer: T['Timer'];
  readonly words: Words<T>;
  /** What `show` tells of a node, by heading. */
  columns(state: T['State']): Readonly<Record<string, string>>;
  /** Lies for which no honest process serves: what the message is, from the words of a command `lie NAME: …`. */
  lie?(self: NodeId, words: string): T['Message'];
}

/** One node, with the role that its protocol gives it. */
class Replica<T extends LogTypes> implements Actor<T> {
  readonly ctx: RecordingContext<T>;
  readonly #role: Role<T>;
  state: T['State'];

  constructor(protocol: Protocol<T>, self: NodeId, nodes: number, params: T['Params']) {
    this.ctx = new RecordingContext<T>({ self, nodes, params, rules: protocol.rules });
    this.#role = protocol.roles[protocol.assign(nodes, params)[self] as string] as Role<T>;
    this.state = this.#role.boot(this.ctx);
  }

  receive(from: NodeId, message: T['Message']): void {
    this.#role.onMessage(this.state, from, message, this.ctx);
  }

  fire(timer: T['Timer']): void {
    this.ctx.fire(this.#role, this.state, timer);
  }

  /** A client that asks once asks for `put 0 value`. */
  ask(client: number, value: string): void {
    const operation: KeyValueOperation = { kind: 'put', key: 0, value };
    const body = { client, sequence: 0, doneBelow: 0, operation };
    const request = new KeyRing(this.ctx.nodes.length + client).seal(body);
    this.#role.onRequest?.(this.state, request, this.ctx);
  }

  restart(): void {
    this.ctx.crash();
    this.state = this.#role.boot(this.ctx);
  }
}

/** A cluster that keeps a log among liars, on a stage. */
export class LogStage<T extends LogTypes> extends Stage<T, Replica<T>> {
  protected readonly tellsBroadcasts = true;
  protected readonly words: Words<T>;
  readonly #script: Script<T>;
  /** Who asked for which value: each value is asked for by a client of its own. */
  readonly #clients: string[] = [];

  constructor(script: Script<T>) {
    super();
    this.#script = script;
    this.words = script.words;
  }

  protected readonly ownCommands: Readonly<Record<string, Command>> = {
    'time out': (words, lines) => this.#timeOut(words, lines),
    ask: (words, lines) => this.#ask(words, lines),
    lie: (words, lines) => this.#lie(words, lines),
    show: (_, lines) => this.#show(lines),
  };

  /** `cluster 4 viewsPerLeader=1`. */
  protected raise(heading: string): void {
    const [, count, ...options] = heading.split(/\s+/);
    const nodes = Number(count);
    const given = options.map((option) => option.split('=') as [string, string]);
    const values = given.map(([key, value]) => [key, /^\d+$/.test(value) ? Number(value) : value]);
    const { protocol } = this.#script;
    const params = protocol.params.parse(Object.fromEntries(values));
    this.names = Array.from({ length: nodes }, (_, node) => `n${node}`);
    this.actors = this.names.map((_, self) => new Replica(protocol, self, nodes, params));
    this.#clients.length = 0;
    for (const node of this.names.keys()) this.tell(node, '', []);
  }

  #timeOut(words: string, lines: string[]): void {
    const { names = '', timer = this.#script.timer } =
      /^(?<names>[^\s,]+(?:, [^\s,]+)*)(?: (?<timer>\S+))?$/.exec(words)?.groups ?? {};
    for (const name of names.split(', ')) {
      this.actor(this.nodeOf(name)).fire(timer);
      this.tell(this.nodeOf(name), '', lines);
    }
  }

  /** `ask n0 to put a`: the same value is the same client's, who asks again. */
  #ask(words: string, lines: string[]): void {
    const { names = '', value = '' } =
      /^(?<names>.+) to put (?<value>\S+)$/.exec(words)?.groups ?? {};
    if (!this.#clients.includes(value)) this.#clients.push(value);
    for (const name of names.split(', ')) {
      this.actor(this.nodeOf(name)).ask(this.#clients.indexOf(value), value);
      this.tell(this.nodeOf(name), '', lines);
    }
  }

  /** `lie n1: …`: to everyone, to its own process too, which takes it for its own, goes what it never should have said. */
  #lie(words: string, lines: string[]): void {
    const { name = '', what = '' } = /^(?<name>\S+): (?<what>.*)$/.exec(words)?.groups ?? {};
    const liar = this.nodeOf(name);
    const message = this.#script.lie?.(liar, what);
    if (message === undefined) throw new Error(`'${what}' is no lie.`);
    for (const to of this.names.keys()) this.post(liar, to, message);
    lines.push(`${name} lies: ${this.words.message(message)}`);
  }

  #show(lines: string[]): void {
    const rows = this.actors.map(({ state }, node) => ({
      '': this.name(node) + (this.down.has(node) ? ' (down)' : ''),
      ...this.#script.columns(state),
    }));
    const heads = Object.keys(Object.assign({}, ...rows));
    const cells = [heads, ...rows.map((row) => heads.map((head) => Object(row)[head] ?? ''))];
    const widths = heads.map((_, at) => Math.max(...cells.map((row) => row[at].length)));
    for (const row of cells) {
      lines.push(
        row
          .map((cell, at) => cell.padEnd(widths[at]))
          .join('  ')
          .trimEnd(),
      );
    }
  }
}

/** What clients ask for in a batch or a block: the values that they put. */
export function valuesIn(requests: readonly { readonly operation: KeyValueOperation }[]): string {
  const values = requests.map(({ operation }) => ('value' in operation ? operation.value : '?'));
  return values.length === 0 ? 'nothing' : values.join(' and ');
}
