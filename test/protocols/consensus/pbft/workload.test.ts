import { describe, expect, test } from 'vitest';
import { LEADERS_BY_TURNS } from '../../../../src/core/leaders.ts';
import { pbft } from '../../../../src/protocols/consensus/pbft/index.ts';
import {
  keyValueWorkload,
  readOnlyWorkload,
} from '../../../../src/protocols/consensus/pbft/workload.ts';

const params = pbft.params.parse({});
const read = { kind: 'get', key: 0, isReadOnly: true } as const;
const write = { kind: 'put', key: 0, value: 'a' } as const;

describe('what a client believes', () => {
  test('an answer that f + 1 replicas give, and the primary of the view in it is asked next', () => {
    const response = { kind: 'done', view: 9, value: null } as const;
    const setup = { nodeCount: 7, params, leaders: LEADERS_BY_TURNS };
    expect(keyValueWorkload.interpret(write, response, setup)).toEqual({
      kind: 'ok',
      value: null,
      backers: 3,
      next: 2,
    });
  });

  test('a read that a quorum of replicas answers from one state', () => {
    const response = { kind: 'read', view: 0, value: 'a', lastExecuted: 5 } as const;
    const setup = { nodeCount: 5, params, leaders: LEADERS_BY_TURNS };
    expect(readOnlyWorkload.interpret(read, response, setup)).toEqual({
      kind: 'ok',
      value: 'a',
      backers: 4,
      state: 5,
      next: 0,
    });
  });

  test('no view that is none', () => {
    const response = { kind: 'done', view: -1, value: null } as const;
    const setup = { nodeCount: 4, params, leaders: LEADERS_BY_TURNS };
    expect(keyValueWorkload.interpret(write, response, setup)).not.toHaveProperty('next');
  });
});

describe('when no answer comes', () => {
  test('a client asks all replicas from the second time on, and at once for what is read only', () => {
    expect(keyValueWorkload.asksAll?.(write, 1)).toBe(false);
    expect(keyValueWorkload.asksAll?.(write, 2)).toBe(true);
    expect(readOnlyWorkload.asksAll?.(read, 1)).toBe(true);
  });

  test('a read is asked for again as a request to be ordered', () => {
    expect(readOnlyWorkload.retry?.(read, 2)).toEqual({ kind: 'get', key: 0 });
  });
});
