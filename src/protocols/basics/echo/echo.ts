/**
 * Echo [RFC 862]: one node, the caller, pings every other, and pings again until it hears the echo.
 *
 * Model: asynchronous. Messages may be lost, repeated and late; nodes may crash, and forget everything.
 * Phases: Ping (caller to echoer), Echo (echoer to caller).
 * Deviations: [RFC 862] knows no caller that asks again. Not modelled: giving up on a node that is down for good.
 */
import { z } from 'zod';
import { CRASH_RECOVERY_FAULTS } from '../../../core/fault.ts';
import type { NodeId } from '../../../core/identity.ts';
import { type Invariant, reached } from '../../../core/invariant.ts';
import { lastInstantOf } from '../../../core/metric.ts';
import type { Micros } from '../../../core/micros.ts';
import type { Context, Protocol, ProtocolTypes, Role } from '../../../core/protocol.ts';
import { duration } from '../../../core/schema.ts';

const PAYLOAD = 'hello';

export interface EchoTypes extends ProtocolTypes {
  Params: { readonly resendAfter: Micros };
  Rules: { echoOf(payload: string): string };
  Message: { readonly type: 'Ping' | 'Echo'; readonly payload: string };
  Timer: 'resend';
  Observation:
    | { readonly type: 'Resent' | 'HeardAll' }
    | { readonly type: 'Heard'; readonly payload: string };
}

/** Its state is the set of nodes that it has not heard yet. */
export const caller: Role<EchoTypes, Set<NodeId>> = {
  boot(ctx) {
    const silent = new Set(ctx.nodes.filter((node) => node !== ctx.self));
    ping(silent, ctx);
    return silent;
  },
  onMessage(silent, from, { type, payload }, ctx) {
    if (type !== 'Echo' || !silent.delete(from)) return; // Not expected, or heard before.
    ctx.observe({ type: 'Heard', payload });
    if (silent.size > 0) return;
    ctx.cancelTimer('resend');
    ctx.observe({ type: 'HeardAll' });
  },
  onTimer(silent, _timer, ctx) {
    ctx.observe({ type: 'Resent' });
    ping(silent, ctx);
  },
};

function ping(silent: Set<NodeId>, ctx: Context<EchoTypes>): void {
  for (const node of silent) ctx.send(node, { type: 'Ping', payload: PAYLOAD });
  ctx.setTimer('resend', ctx.params.resendAfter);
}

export const echoer: Role<EchoTypes> = {
  boot: () => ({}),
  onMessage(_state, from, { type, payload }, ctx) {
    if (type === 'Ping') ctx.send(from, { type: 'Echo', payload: ctx.rules.echoOf(payload) });
  },
  onTimer() {},
};

const faithful: Invariant<EchoTypes> = {
  name: 'Faithful Echo',
  expectation: 'always',
  sentence: 'An echo carries the payload that was sent.',
  citation: 'RFC 862',
  hears: ['Heard'],
  start: (verdict) => ({
    hear(observation, node, atUs) {
      if (observation.type !== 'Heard') return;
      verdict.exercised();
      if (observation.payload === PAYLOAD) return;
      verdict.violated(`nobody sent '${observation.payload}'`, [{ atUs, node, observation }]);
    },
  }),
};

/** The protocol, as the registry lists it. */
export const echo: Protocol<EchoTypes> = {
  name: 'echo',
  summary: 'A caller pings every other node until it hears the echo.',
  params: z.strictObject({ resendAfter: duration({ minUs: 1 }).prefault('100ms') }),
  rules: { echoOf: (payload) => payload },
  roles: { caller, echoer },
  assign: (nodeCount) => ['caller', ...new Array<string>(nodeCount - 1).fill('echoer')],
  impossible: (nodeCount) => (nodeCount < 2 ? 'echo needs a caller and an echoer' : undefined),
  tolerates: () => ({ safeUnder: CRASH_RECOVERY_FAULTS, crashed: 0, byzantine: 0 }),
  invariants: [
    faithful,
    reached('eventually', 'Every Ping Echoed', 'HeardAll', 'The caller hears every other node.'),
    reached('sometimes', 'Ping Resent', 'Resent', 'The caller pings again.'),
  ],
  metrics: [lastInstantOf('roundTripUs', 'HeardAll', 'From the first ping to the last echo.')],
  workloads: [],
  mutants: [
    {
      name: 'empty-echo',
      sentence: 'The echo comes without the payload.',
      rules: { echoOf: () => '' },
      breaks: ['Faithful Echo'],
      config: 'echo/mutants/empty-echo.yaml',
    },
  ],
};
