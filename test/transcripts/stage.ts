import type { ProtocolTypes } from '../../src/core/protocol.ts';
import type { Effect, RecordingContext } from '../../src/testing/recording-context.ts';

/** A node on the stage. */
export interface Actor<T extends ProtocolTypes> {
  readonly ctx: RecordingContext<T>;
  receive(from: number, message: T['Message']): void;
  restart(): void;
}

/** How a protocol's transcripts tell what its nodes say and do. */
export interface Words<T extends ProtocolTypes> {
  /** Hears a message before what its sender did is told, so as to know the names of things. */
  learn?(message: T['Message']): void;
  message(message: T['Message']): string;
  observations(observations: readonly T['Observation'][]): string[];
  response(response: T['Response']): string;
}

interface Letter<T extends ProtocolTypes> {
  readonly from: number;
  readonly to: number;
  readonly message: T['Message'];
}

/** Which letters: whom they are from and to, undefined for anybody, and how what they say begins. */
interface Selection {
  readonly what: string;
  readonly from: readonly number[] | undefined;
  readonly to: readonly number[] | undefined;
  /** Also the other way. */
  readonly isMutual: boolean;
}

/** Does what a command says, and adds to the lines what there is to tell. */
export type Command = (words: string, lines: string[]) => void;

/**
 * Nodes on a stage: commands move them, and what they do is told in words. The language is in transcript.test.ts; each
 * protocol adds to it.
 */
export abstract class Stage<T extends ProtocolTypes, A extends Actor<T> = Actor<T>> {
  protected names: string[] = [];
  protected actors: A[] = [];
  protected readonly down: Set<number> = new Set();
  #mail: Letter<T>[] = [];

  protected abstract readonly words: Words<T>;
  /** A message to several is told in one line. */
  protected abstract readonly tellsBroadcasts: boolean;
  /** What the protocol's stage can do besides. */
  protected abstract readonly ownCommands: Readonly<Record<string, Command>>;
  /** Puts the nodes on the stage that a scene beginning with `cluster` describes. */
  protected abstract raise(heading: string, members: readonly string[]): void;

  readonly #commands: Readonly<Record<string, Command>> = {
    deliver: (words, lines) => this.deliver(words, false, lines),
    exchange: (words, lines) => this.deliver(words, true, lines),
    lose: (words, lines) => this.#lose(this.#selectionOf(words), lines),
    pass: (words) => this.#pass(words),
    crash: (words) => this.#crash(this.nodeOf(words)),
    restart: (words, lines) => this.#restart(this.nodeOf(words), lines),
  };

  /** Carries out the commands of one scene, and returns what there is to tell. */
  play(commands: readonly string[]): string[] {
    const lines: string[] = [];
    if (commands[0]?.startsWith('cluster')) {
      this.down.clear();
      this.#mail = [];
      this.raise(commands[0], commands.slice(1));
      return ['ready'];
    }
    const known = { ...this.#commands, ...this.ownCommands };
    for (const command of commands) {
      const name = Object.keys(known).find((key) => `${command} `.startsWith(`${key} `));
      if (name === undefined) throw new Error(`'${command}' is no command.`);
      known[name]?.(command.slice(name.length).trim(), lines);
    }
    return lines.length > 0 ? lines : ['nothing happens'];
  }

  /** Delivers what is on its way now; an exchange goes on with the answers until there are no more. */
  protected deliver(words: string, isExchange: boolean, lines: string[]): void {
    const selection = this.#selectionOf(words);
    for (let round = 0; round < 100; round++) {
      const chosen = this.#take(selection);
      if (chosen.length === 0) return;
      for (const letters of this.#together(chosen)) this.#handOver(letters, lines);
      if (!isExchange) return;
    }
    throw new Error('The nodes do not stop talking.');
  }

  /** Puts a message on its way. */
  protected post(from: number, to: number, message: T['Message']): void {
    this.#mail.push({ from, to, message });
  }

  #handOver(letters: readonly Letter<T>[], lines: string[]): void {
    lines.push(this.#inWords(letters, '→'));
    for (const { from, to, message } of letters) {
      if (this.down.has(to)) continue;
      this.actor(to).receive(from, message);
      this.tell(to, '    ', lines);
    }
  }

  #inWords(letters: readonly Letter<T>[], arrow: '→' | '✗'): string {
    const [{ from, message }] = letters as [Letter<T>];
    const recipients = letters.map(({ to }) => this.name(to)).join(', ');
    const gone = letters.filter(({ to }) => arrow === '→' && this.down.has(to));
    const fate =
      gone.length === 0 ? '' : ` (${gone.map(({ to }) => this.name(to)).join(', ')} is down)`;
    return `${this.name(from)} ${arrow} ${recipients}  ${this.words.message(message)}${fate}`;
  }

  /** Letters one after another that are one message of one node. */
  #together(letters: readonly Letter<T>[]): Letter<T>[][] {
    const groups: Letter<T>[][] = [];
    for (const letter of letters) {
      const last = groups.at(-1);
      const [first] = last ?? [];
      const isSame = first?.from === letter.from && first.message === letter.message;
      if (this.tellsBroadcasts && isSame) last?.push(letter);
      else groups.push([letter]);
    }
    return groups;
  }

  #lose(selection: Selection, lines: string[]): void {
    for (const letters of this.#together(this.#take(selection))) {
      lines.push(this.#inWords(letters, '✗'));
    }
  }

  /** `pass 150ms`. */
  #pass(words: string): void {
    const milliseconds = Number(/^(\d+)ms$/.exec(words)?.[1]);
    for (const { ctx } of this.actors) ctx.advance(milliseconds * 1000);
  }

  #crash(node: number): void {
    this.down.add(node);
    this.actor(node).ctx.crash();
  }

  #restart(node: number, lines: string[]): void {
    this.down.delete(node);
    this.actor(node).restart();
    this.tell(node, '', lines);
  }

  /** Tells what a node did just now, and takes its letters. Those to itself arrive at once. */
  protected tell(node: number, indent: string, lines: string[]): void {
    const effects = this.actor(node).ctx.take();
    const letters = effects.flatMap((effect) => this.#lettersIn(effect, node));
    for (const { message } of letters) this.words.learn?.(message);
    for (const words of this.#deedsIn(effects)) lines.push(`${indent}${this.name(node)} ${words}`);
    this.#mail.push(...letters.filter(({ to }) => to !== node));
    for (const { to, message } of letters) {
      if (to !== node) continue;
      this.actor(node).receive(node, message);
      this.tell(node, indent, lines);
    }
  }

  #deedsIn(effects: readonly Effect<T>[]): string[] {
    const observations = effects.flatMap((effect) =>
      effect.kind === 'observe' ? [effect.observation] : [],
    );
    const responses = effects.flatMap((effect) =>
      effect.kind === 'respond' ? [this.words.response(effect.response)] : [],
    );
    return [...this.words.observations(observations), ...responses];
  }

  #lettersIn(effect: Effect<T>, from: number): Letter<T>[] {
    if (effect.kind === 'send') return [{ from, to: effect.to, message: effect.message }];
    if (effect.kind !== 'broadcast') return [];
    const others = [...this.actors.keys()].filter((node) => node !== from);
    return others.map((to) => ({ from, to, message: effect.message }));
  }

  #take(selection: Selection): Letter<T>[] {
    const isChosen = ({ from, to, message }: Letter<T>): boolean =>
      (isBetween(from, to, selection) || (selection.isMutual && isBetween(to, from, selection))) &&
      `${this.words.message(message)} `.startsWith(selection.what);
    const chosen = this.#mail.filter(isChosen);
    this.#mail = this.#mail.filter((letter) => !chosen.includes(letter));
    return chosen;
  }

  /** How it begins, `from a`, `to b, c`, any of them or none; `a and b`. */
  #selectionOf(words: string): Selection {
    const mutual = /^(\S+) and (\S+)$/.exec(words);
    if (mutual !== null) {
      const [, one = '', other = ''] = mutual;
      return { what: '', from: [this.nodeOf(one)], to: [this.nodeOf(other)], isMutual: true };
    }
    const pattern =
      /^(?<what>.*?) ?(?:from (?<from>\S+(?:, \S+)*))? ?(?:to (?<to>\S+(?:, \S+)*))?$/;
    const { what = '', from, to } = pattern.exec(words)?.groups ?? {};
    const nodes = (list: string | undefined): number[] | undefined =>
      list?.split(', ').map((name) => this.nodeOf(name));
    return { what: what && `${what} `, from: nodes(from), to: nodes(to), isMutual: false };
  }

  protected nodeOf(name: string): number {
    const node = this.names.indexOf(name);
    if (node < 0) throw new Error(`There is no node '${name}'.`);
    return node;
  }

  protected name(node: number): string {
    return this.names[node] ?? `n${node}`;
  }

  protected actor(node: number): A {
    return this.actors[node] as A;
  }
}

function isBetween(from: number, to: number, selection: Selection): boolean {
  return (selection.from?.includes(from) ?? true) && (selection.to?.includes(to) ?? true);
}
