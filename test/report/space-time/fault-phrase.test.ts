import { expect, test } from 'vitest';
import { faultPhrase } from '../../../src/report/space-time/fault-phrase.ts';

const pairs = (from: readonly number[], to: readonly number[]): [number, number][] =>
  from.flatMap((one) => to.map((other): [number, number] => [one, other]));

test.each<[phrase: string, content: object]>([
  [
    'cut between n0 n1 and n2',
    { type: 'linksFaulty', block: 'drop', links: [...pairs([0, 1], [2]), ...pairs([2], [0, 1])] },
  ],
  [
    'messages held from n0 to n1 n2',
    { type: 'linksFaulty', block: 'hold', links: pairs([0], [1, 2]) },
  ],
  ['healed: cut from n0 to n1', { type: 'linksHealed', block: 'drop', links: pairs([0], [1]) }],
  [
    'cut between n0 and n1',
    {
      type: 'linksFaulty',
      block: 'drop',
      links: [
        [0, 1],
        [1, 0],
        [3, 1],
        [1, 3],
      ],
    },
  ],
  [
    'loss 10%, latency ×2.5 on 3 links',
    {
      type: 'linksFaulty',
      loss: 0.1,
      latencyFactor: 2.5,
      links: [
        [0, 1],
        [1, 2],
        [2, 0],
      ],
    },
  ],
  [
    'duplication 1% everywhere',
    {
      type: 'linksFaulty',
      duplication: 0.01,
      links: pairs([0, 1, 2], [0, 1, 2]).filter(([a, b]) => a !== b),
    },
  ],
  [
    'cut in rounds 2 to 3 from n0 to n1',
    { type: 'linksFaulty', links: [[0, 1]], block: 'drop', rounds: [2, 3] },
  ],
  [
    'delivery as late as it may be from n0 to n1',
    { type: 'linksFaulty', links: [[0, 1]], adversarial: { delays: 'latest' } },
  ],
  [
    'delivery as the adversary likes from n0 to n1',
    { type: 'linksFaulty', links: [[0, 1]], adversarial: { delays: 'erratic', upToUs: 5 } },
  ],
  ['clockJumped {byUs: 5}', { type: 'clockJumped', byUs: 5 }],
])('%s', (phrase, content) => {
  expect(faultPhrase(content, 3)).toBe(phrase);
});
