import { describe, expect, test } from 'vitest';
import {
  caller,
  type EchoTypes,
  echo,
  echoer,
} from '../../../../src/protocols/basics/echo/echo.ts';
import { RecordingContext } from '../../../../src/testing/recording-context.ts';

const ping = { type: 'Ping', payload: 'hello' } as const;
const reply = { type: 'Echo', payload: 'hello' } as const;
const heard = { kind: 'observe', observation: { type: 'Heard', payload: 'hello' } };

function node(self: number): RecordingContext<EchoTypes> {
  return new RecordingContext<EchoTypes>({
    self,
    nodes: 3,
    params: { resendAfter: 100 },
    rules: echo.rules,
  });
}

describe('the caller', () => {
  test('pings every other node', () => {
    const ctx = node(0);
    caller.boot(ctx);
    expect(ctx.take()).toEqual([
      { kind: 'send', to: 1, message: ping },
      { kind: 'send', to: 2, message: ping },
      { kind: 'setTimer', timer: 'resend', delayUs: 100 },
    ]);
  });

  test('pings those again that it has not heard', () => {
    const ctx = node(0);
    const silent = caller.boot(ctx);
    caller.onMessage(silent, 1, reply, ctx);
    ctx.take();
    ctx.fire(caller, silent, 'resend');
    expect(ctx.take()).toEqual([
      { kind: 'observe', observation: { type: 'Resent' } },
      { kind: 'send', to: 2, message: ping },
      { kind: 'setTimer', timer: 'resend', delayUs: 100 },
    ]);
  });

  test('is done when it has heard everyone, and an echo that comes twice changes nothing', () => {
    const ctx = node(0);
    const silent = caller.boot(ctx);
    ctx.take();
    for (const from of [1, 1, 2, 2]) caller.onMessage(silent, from, reply, ctx);
    expect(ctx.take()).toEqual([
      heard,
      heard,
      { kind: 'cancelTimer', timer: 'resend' },
      { kind: 'observe', observation: { type: 'HeardAll' } },
    ]);
  });
});

test('the echoer sends back what it was sent, to who sent it', () => {
  const ctx = node(2);
  echoer.onMessage(echoer.boot(ctx), 0, ping, ctx);
  expect(ctx.take()).toEqual([{ kind: 'send', to: 0, message: reply }]);
});
