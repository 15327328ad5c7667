import type { ClientRequest, Interpretation, Workload } from '../core/client.ts';
import type { ClientId, NodeId } from '../core/identity.ts';
import type { Micros } from '../core/micros.ts';
import { MICROS_PER_SECOND } from '../core/micros.ts';
import { NO_NODE } from '../core/observation.ts';
import { log } from '../core/portable-math.ts';
import type { Rng } from '../core/rng.ts';
import type { ClientOptions } from '../core/sim-config.ts';
import { CLIENT_NEXT, CLIENT_RETRY, CLIENT_TIMEOUT } from './event-kinds.ts';
import { KeyRing } from './keys.ts';
import type { Simulation } from './simulation.ts';
import { isSameContent } from './structural-equality.ts';

/** What a node answered, on its way to a client. */
export interface Answer {
  readonly sequence: number;
  readonly response: unknown;
}

/** An operation that has begun and is not over. */
interface Outstanding {
  readonly client: Client;
  readonly sequence: number;
  readonly operation: unknown;
  readonly invokedAtUs: Micros;
  /** What it was asked as last: a retry may ask otherwise. */
  asking: unknown;
  attempts: number;
  /** What each node answered last, where one answer is not enough. */
  readonly answers: Map<NodeId, Interpretation>;
  /** The node that was asked last. */
  asked: NodeId;
  /** The event that ends the wait for an answer, or -1 while it does not wait for one. */
  timeout: number;
}

interface Client {
  readonly id: ClientId;
  readonly keys: KeyRing;
  readonly rng: Rng;
  /** Whom it asks first: whoever was asked last. */
  preferred: NodeId;
  nextSequence: number;
  doneBelow: number;
  /** By sequence. */
  readonly outstanding: (Outstanding | undefined)[];
}

/**
 * The clients of a trial: they begin operations in an open or a closed loop, follow redirects, ask again when no
 * answer comes, and in the end say `ok`, `fail`, or `info` when they cannot know.
 */
export class ClientPool {
  private readonly simulation: Simulation;
  private readonly options: ClientOptions;
  private readonly workload: Workload;
  private readonly clients: Client[] = [];

  constructor(simulation: Simulation, options: ClientOptions, workload: Workload) {
    this.simulation = simulation;
    this.options = options;
    this.workload = workload;
  }

  /** Readies the clients for a trial: each begins its first operation at the start time. */
  reset(): void {
    const { options, simulation } = this;
    this.clients.length = 0;
    for (let id = 0; id < options.count; id++) {
      const rng = simulation.streamOf(`c${id}`);
      const beside = options.beside[id % Math.max(1, options.beside.length)];
      const preferred = beside ?? rng.integer(0, simulation.nodeCount - 1);
      const client: Client = {
        id,
        keys: new KeyRing(simulation.nodeCount + id),
        rng,
        preferred,
        nextSequence: 0,
        doneBelow: 0,
        outstanding: [],
      };
      this.clients.push(client);
      this.scheduleNext(client, options.startUs);
    }
  }

  /** The client begins its next operation. */
  next(id: ClientId): void {
    const { simulation, options } = this;
    const client = this.clients[id] as Client;
    const { operations = Number.POSITIVE_INFINITY } = options;
    if (simulation.nowUs > options.endUs || client.nextSequence >= operations) return;
    const sequence = client.nextSequence++;
    const operation = this.workload.operation(id, sequence, client.rng, options.params as never);
    simulation.observe({ type: 'client:invoked', client: id, sequence, operation }, NO_NODE);
    const outstanding: Outstanding = {
      client,
      sequence,
      operation,
      invokedAtUs: simulation.nowUs,
      asking: operation,
      attempts: 0,
      answers: new Map(),
      asked: client.preferred,
      timeout: -1,
    };
    client.outstanding.push(outstanding);
    this.ask(outstanding);
    if (options.arrival.kind === 'open') this.scheduleNext(client, simulation.nowUs);
  }

  /** No answer came in time: the operation may or may not have happened. Ask the next node. */
  timedOut(id: ClientId, sequence: number): void {
    const outstanding = this.outstandingOf(id, sequence);
    if (outstanding === undefined) return;
    outstanding.timeout = -1;
    outstanding.asked = (outstanding.asked + 1) % this.simulation.nodeCount;
    this.ask(outstanding);
  }

  /** The pause after a redirect that named nobody is over. */
  retry(id: ClientId, sequence: number): void {
    const outstanding = this.outstandingOf(id, sequence);
    if (outstanding !== undefined) this.ask(outstanding);
  }

  /** An answer arrived. Those to operations that are over, and redirects by nodes that are not asked any more, are late. */
  answered(id: ClientId, from: NodeId, answer: Answer): void {
    const outstanding = this.outstandingOf(id, answer.sequence);
    if (outstanding === undefined) return;
    const { simulation } = this;
    const { nodeCount, leaders } = simulation;
    const meaning = this.workload.interpret(outstanding.operation, answer.response, {
      nodeCount,
      params: simulation.options.params,
      leaders,
    });
    if (meaning.kind !== 'redirect') {
      if (!isBacked(outstanding, from, meaning)) return;
      outstanding.client.preferred = meaning.next ?? from;
      this.finish(outstanding, meaning.kind, meaning.value);
    } else if (outstanding.timeout !== -1 && from === outstanding.asked) {
      this.simulation.queue.remove(outstanding.timeout);
      outstanding.timeout = -1;
      this.redirect(outstanding, meaning.to);
    }
  }

  private redirect(outstanding: Outstanding, to: NodeId | undefined): void {
    const { simulation, options } = this;
    if (to !== undefined && to !== outstanding.asked) {
      outstanding.asked = to;
      this.ask(outstanding);
      return;
    }
    outstanding.asked = (outstanding.asked + 1) % simulation.nodeCount;
    const retryAtUs = simulation.nowUs + options.backoffUs;
    simulation.queue.push(
      retryAtUs,
      CLIENT_RETRY,
      outstanding.client.id,
      outstanding.sequence,
      0,
      undefined,
    );
  }

  private ask(outstanding: Outstanding): void {
    const { simulation, options } = this;
    const { client, sequence, asked } = outstanding;
    if (outstanding.attempts === options.attempts) {
      // Even where every node turned it away: a copy of the request may be under way to one that will not.
      this.finish(outstanding, 'info', 'no attempts left');
      return;
    }
    const attempt = ++outstanding.attempts;
    const { workload } = this;
    if (attempt > 1 && workload.retry !== undefined) {
      outstanding.asking = workload.retry(outstanding.operation, attempt);
    }
    const operation = outstanding.asking;
    client.preferred = asked;
    const timeoutAtUs = simulation.nowUs + options.timeoutUs;
    outstanding.timeout = simulation.queue.push(
      timeoutAtUs,
      CLIENT_TIMEOUT,
      client.id,
      sequence,
      0,
      undefined,
    );
    const body: ClientRequest = {
      client: client.id,
      sequence,
      doneBelow: client.doneBelow,
      operation,
    };
    const request = simulation.options.protocol.clientsSign ? client.keys.seal(body) : body;
    if (workload.asksAll?.(operation, attempt)) {
      for (let node = 0; node < simulation.nodeCount; node++) {
        simulation.wire.sendRequest(client.id, node, request);
      }
    } else simulation.wire.sendRequest(client.id, asked, request);
  }

  private finish(outstanding: Outstanding, outcome: 'ok' | 'fail' | 'info', value: unknown): void {
    const { simulation, options } = this;
    const { client, sequence, operation } = outstanding;
    if (outstanding.timeout !== -1) simulation.queue.remove(outstanding.timeout);
    client.outstanding[sequence] = undefined;
    while (
      client.doneBelow < client.nextSequence &&
      client.outstanding[client.doneBelow] === undefined
    )
      client.doneBelow++;
    const latencyUs = simulation.nowUs - outstanding.invokedAtUs;
    simulation.observe(
      {
        type: 'client:completed',
        client: client.id,
        sequence,
        operation,
        outcome,
        value,
        latencyUs,
      },
      NO_NODE,
    );
    const { arrival } = options;
    if (arrival.kind === 'closed') this.scheduleNext(client, simulation.nowUs + arrival.thinkUs);
  }

  private outstandingOf(id: ClientId, sequence: number): Outstanding | undefined {
    return (this.clients[id] as Client).outstanding[sequence];
  }

  private scheduleNext(client: Client, fromUs: Micros): void {
    const { arrival } = this.options;
    const gapUs =
      arrival.kind === 'open'
        ? Math.round((-log(1 - client.rng.next()) * MICROS_PER_SECOND) / arrival.ratePerSecond)
        : 0;
    this.simulation.queue.push(fromUs + gapUs, CLIENT_NEXT, client.id, 0, 0, undefined);
  }
}

/** Whether as many nodes as this answer needs have given it: of each node the last counts. */
function isBacked(
  { answers }: Outstanding,
  from: NodeId,
  meaning: Exclude<Interpretation, { kind: 'redirect' }>,
): boolean {
  const { backers = 1 } = meaning;
  if (backers === 1) return true;
  answers.set(from, meaning);
  let count = 0;
  for (const other of answers.values()) if (saysTheSame(other, meaning)) count++;
  return count >= backers;
}

function saysTheSame(
  other: Interpretation,
  meaning: Exclude<Interpretation, { kind: 'redirect' }>,
): boolean {
  return (
    other.kind === meaning.kind &&
    other.backers === meaning.backers &&
    other.state === meaning.state &&
    isSameContent(other.value, meaning.value)
  );
}
