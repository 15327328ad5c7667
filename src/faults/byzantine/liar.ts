import type { AnyMessage, Interposer, Process } from '../../core/byzantine.ts';
import type { ClientId, NodeId } from '../../core/identity.ts';
import type { Adversary } from './adversary.ts';
import { deeds } from './deeds.ts';
import type { Draft, Scheme } from './scheme.ts';

/** An answer to a client, on its way through the same schemes as messages. */
interface Reply extends AnyMessage {
  readonly sequence: number;
  readonly response: unknown;
}

/**
 * What stands between one Byzantine node's honest process and the world: what the process sends goes through the liar's
 * schemes, in the order in which they were adopted, and what is left of it goes on the wire.
 */
export class Liar implements Interposer {
  readonly self: NodeId;
  readonly adversary: Adversary;
  readonly #process: Process;
  #twin: Process | undefined;
  readonly #schemes: Scheme[] = [];
  /** What a rushing liar has written in this instant and sends at its end. */
  #atInstantsEnd: Draft[] = [];

  constructor(self: NodeId, adversary: Adversary) {
    this.self = self;
    this.adversary = adversary;
    this.#process = adversary.surface.processOf(self, 'original');
  }

  get isActive(): boolean {
    return this.#schemes.length > 0;
  }

  get isTwinned(): boolean {
    return this.#schemes.some(({ behavior }) => behavior.does === 'twins');
  }

  adopt(scheme: Scheme): void {
    const { does } = scheme.behavior;
    if (does === 'amnesia') {
      this.#process.forget();
      scheme.landed();
    }
    if (does === 'twins') {
      this.#twin = this.adversary.surface.processOf(this.self, 'twin');
      this.#twin.interposer = new TwinOutlet(this);
      scheme.landed();
    }
    this.#schemes.push(scheme);
    this.#process.interposer = this;
  }

  /** The scheme is over: what it kept back goes out through those after it. */
  drop(scheme: Scheme): void {
    const place = this.#schemes.indexOf(scheme);
    if (place < 0) return;
    this.#schemes.splice(place, 1);
    for (const draft of scheme.kept.splice(0)) this.#pass(draft, place);
    if (this.isActive) return;
    this.#process.interposer = undefined;
    if (this.#twin !== undefined) this.#twin.interposer = new Mute();
  }

  onSend(to: NodeId, message: AnyMessage): void {
    if (this.isTwinned) this.adversary.noteSide(message, 0);
    if (this.#reaches(0, to, message)) this.#send(to, message);
  }

  /** What the second of two twins sends. */
  sendAsTwin(to: NodeId, message: AnyMessage): void {
    this.adversary.noteSide(message, 1);
    if (this.#reaches(1, to, message)) this.#send(to, message);
  }

  onRespond(client: ClientId, sequence: number, response: unknown): void {
    const reply: Reply = { type: 'Response', sequence, response };
    this.#pass({ to: this.#nodeCount + client, message: reply, claimed: this.self }, 0);
  }

  onReceive(from: NodeId, message: AnyMessage): void {
    this.adversary.remember(this.self, from, message);
    for (const scheme of this.#schemes) {
      if (scheme.behavior.does === 'impersonate') this.#impersonate(scheme, from, message);
    }
    const side = this.isTwinned ? this.adversary.sideOf(from, message) : undefined;
    if (side !== 1 && this.#reaches(0, from, message)) this.#process.receive(from, message);
    if (side !== 0 && this.#twin !== undefined && this.#reaches(1, from, message)) {
      this.#twin.receive(from, message);
    }
  }

  #send(to: NodeId, message: AnyMessage): void {
    this.adversary.remember(this.self, this.self, message);
    this.#pass({ to, message, claimed: this.self }, 0);
  }

  get #nodeCount(): number {
    return this.adversary.surface.nodeCount;
  }

  /** Whether the first (0) or the second (1) of two twins talks with the node, in the round of this message. */
  #reaches(twin: 0 | 1, node: NodeId, message: AnyMessage): boolean {
    const twins = this.#schemes.filter(({ behavior }) => behavior.does === 'twins');
    if (twins.length === 0) return twin === 0;
    const inRound = twins.find((scheme) => this.#concerns(scheme, message));
    return inRound === undefined || inRound.targets[twin]?.has(node) === true;
  }

  /** Says what it heard, changed, in the name of whoever said it. */
  #impersonate(scheme: Scheme, from: NodeId, message: AnyMessage): void {
    const { surface } = this.adversary;
    if (surface.dialect.authenticatedChannels || !scheme.names(from)) return;
    // Two who speak for one node would repeat each other for ever.
    if (this.adversary.isMadeUp(message) || !this.#concerns(scheme, message)) return;
    const forged = this.adversary.otherVersionOf(this.self, message);
    if (forged === undefined) return;
    for (let to = 0; to < this.#nodeCount; to++) {
      if (to === this.self || to === from) continue;
      scheme.landed();
      this.#wire({ to, message: forged, claimed: from });
    }
  }

  #pass(draft: Draft, place: number): void {
    const scheme = this.#schemes[place];
    if (scheme === undefined) return this.#wire(draft);
    const next = (passed: Draft): void => this.#pass(passed, place + 1);
    if (!this.#concerns(scheme, draft.message)) return next(draft);
    deeds[scheme.behavior.does](draft, scheme, this, next);
  }

  #concerns(scheme: Scheme, message: AnyMessage): boolean {
    const { adversaryRng, dialect } = this.adversary.surface;
    const isReply = message.type === 'Response';
    const round = isReply ? undefined : dialect.roundOf?.(message);
    return scheme.concerns(message, round, adversaryRng);
  }

  #wire(draft: Draft): void {
    if (!this.adversary.options.rushing) return this.#put(draft);
    this.#atInstantsEnd.push(draft);
    if (this.#atInstantsEnd.length > 1) return;
    this.adversary.later(0, () => {
      for (const waiting of this.#atInstantsEnd.splice(0)) this.#put(waiting);
    });
  }

  #put({ to, message, claimed }: Draft): void {
    const { surface } = this.adversary;
    if (to < this.#nodeCount) return surface.sendAs(this.self, claimed, to, message);
    const { sequence, response } = message as Reply;
    surface.answerAs(this.self, to - this.#nodeCount, sequence, response);
  }
}

/** Where the second of two twins speaks through its original. Clients hear the original alone. */
class TwinOutlet implements Interposer {
  private readonly original: Liar;

  constructor(original: Liar) {
    this.original = original;
  }

  onSend(to: NodeId, message: AnyMessage): void {
    this.original.sendAsTwin(to, message);
  }

  onRespond(client: ClientId, sequence: number, response: unknown): void {
    this.original.onRespond(client, sequence, response);
  }

  onReceive(): void {}
}

/** A twin whose time is over: nobody hears it. */
class Mute implements Interposer {
  onSend(): void {}
  onRespond(): void {}
  onReceive(): void {}
}
