import { describe, expect, it } from 'vitest';
import { spaceTimePage } from '../../../src/report/space-time/html-page.ts';
import { LINE, labelWidth, layOut } from '../../../src/report/space-time/layout.ts';
import { type ViewOptions, viewTrial } from '../../../src/report/space-time/space-time.ts';
import { seenTrial } from '../seen-trial.ts';

const views: readonly (readonly [
  what: string,
  path: string,
  trial: number,
  options: ViewOptions,
])[] = [
  ['a leader’s crash', 'raft/leader-crash.yaml', 0, { fromUs: 980_000, toUs: 1_200_000 }],
  ['a whole trial of Raft', 'raft/leader-crash.yaml', 0, {}],
  ['a whole trial without what is idle', 'raft/leader-crash.yaml', 0, { hideIdle: true }],
  ['what led to a stale read', 'raft/mutants/unconfirmed-reads.yaml', 12, { slice: true }],
  ['the end of a violated trial', 'raft/mutants/commit-to-end.yaml', 12, {}],
  [
    'a blocked commit',
    'two-phase-commit/coordinator-crash.yaml',
    0,
    { fromUs: 960_000, toUs: 1_100_000 },
  ],
  ['an auction', 'sealed-bid/vickrey.yaml', 0, {}],
  ['chaos', 'echo/chaos.yaml', 2, {}],
  ['a liar', 'bracha-broadcast/mutants/half-echoes.yaml', 2, { slice: true }],
  ['forged votes', 'multi-round-voting/mutants/seed-naive-unsigned-votes.yaml', 0, {}],
];

describe.each(views)('the drawing of %s', (_, path, number, options) => {
  const trial = seenTrial(path, number);
  const { svg, scene, sentences } = viewTrial(trial, options);

  it('is well-formed, self-contained and at most 300 KB', () => {
    expect(malformation(svg)).toBeUndefined();
    expect(svg).not.toMatch(/href|url\((?!#hatch\))|<script|<image|@import|NaN|undefined|Infinity/);
    expect(Buffer.byteLength(svg)).toBeLessThanOrEqual(300_000);
    expect(
      Buffer.byteLength(spaceTimePage('page', { svg, scene, sentences, remarks: [] })),
    ).toBeLessThan(320_000);
  });

  it('is the same, byte for byte, when it is drawn again', () => {
    expect(viewTrial(seenTrial(path, number), options).svg).toBe(svg);
  });

  it('has no label of an observation over another', () => {
    const boxes = layOut(scene, 100, 2)
      .marks.filter(({ lines }) => lines.length > 0)
      .map((mark) => ({
        left: mark.x,
        right: mark.x + 9 + labelWidth(mark),
        top: mark.y,
        bottom: mark.y + mark.lines.length * LINE,
        words: mark.lines.join(' '),
      }));
    const clashes = boxes.flatMap((one, index) =>
      boxes
        .slice(index + 1)
        .filter(
          (other) =>
            one.left < other.right &&
            other.left < one.right &&
            one.top < other.bottom - 0.5 &&
            other.top < one.bottom - 0.5,
        )
        .map((other) => `${one.words} | ${other.words}`),
    );
    expect(clashes).toEqual([]);
  });

  it('draws time downwards: what is later is not higher', () => {
    const { instants } = layOut(scene, 100, 1).axis;
    const ys = instants.map(({ y }) => y);
    expect(ys).toEqual([...ys].sort((left, right) => left - right));
  });
});

describe('what a drawing shows', () => {
  it('marks the facts that disagree, in their order', () => {
    const trial = seenTrial('raft/mutants/vote-not-durable.yaml', 2);
    const { svg, scene } = viewTrial(trial, { slice: true });
    const facts = scene.marks.filter(({ fact }) => fact !== undefined);
    expect(facts.map(({ fact, label }) => `${fact} ${label.split(' ')[0]}`)).toEqual([
      '1 BecameLeader',
      '2 BecameLeader',
    ]);
    expect(svg).toContain('Election Safety: n2 and n1 were both elected in term 2');
  });

  it('shades who is cut off, with the clients beside, and breaks the line of who is down', () => {
    const trial = seenTrial('raft/leader-crash.yaml', 0);
    const { scene } = viewTrial(trial, { fromUs: 980_000, toUs: 1_200_000 });
    const spans = scene.spans.map(({ kind, endpoints }) => `${kind} ${endpoints}`);
    expect(spans).toEqual(['cutOff 2,7', 'down 2']);
    const unheard = scene.arrows.filter(({ lost }) => lost === 'it was down');
    expect(unheard.length).toBeGreaterThan(0);
  });

  it('marks the line of who lies, and says which lies it tells', () => {
    const trial = seenTrial('bracha-broadcast/mutants/half-echoes.yaml', 2);
    const { svg, scene, sentences } = viewTrial(trial, { slice: true });
    expect(scene.spans.map(({ kind, endpoints }) => `${kind} ${endpoints}`)).toEqual(['corrupt 0']);
    expect(svg).toContain('Fault: at 0us n0 lies to the end: tells n1 and n2 another value');
    expect(svg).toContain('begins to lie');
    expect(svg.match(/class="head liar"/g)).toHaveLength(1);
    expect(sentences).toContain('at 0.000ms n0 began to lie');
  });

  it('tells in whose name a liar speaks', () => {
    const trial = seenTrial('multi-round-voting/mutants/seed-naive-unsigned-votes.yaml', 0);
    const { scene } = viewTrial(trial);
    const forged = scene.arrows.filter(({ tooltip }) => / as n\d+ →/.test(tooltip));
    expect(forged.length).toBeGreaterThan(0);
    for (const { from, label } of forged) expect(label).not.toMatch(new RegExp(` as n${from}$`));
  });

  it('gives messages that arrive in one instant room between each other', () => {
    const trial = seenTrial('bracha-broadcast/fault-free.yaml', 0, {
      network: '{latency: 3ms}',
    });
    const { axis } = layOut(viewTrial(trial).scene, 0, 1);
    // Between two instants with two or three messages each lie 36 pixels.
    expect(axis.yOf(6_000) - axis.yOf(3_000)).toBeGreaterThan(60);
  });

  it('draws the named nodes and clients alone', () => {
    const trial = seenTrial('raft/leader-crash.yaml', 0);
    const { scene } = viewTrial(trial, { endpoints: [2, 7], toUs: 1_000_000 });
    expect(scene.endpoints).toEqual([2, 7]);
    const ends = scene.arrows.flatMap(({ from, to }) => [from, to]);
    expect(new Set(ends)).toEqual(new Set([2, 7]));
  });

  it('says what it leaves out', () => {
    const { remarks } = viewTrial(seenTrial('raft/leader-crash.yaml', 0));
    expect(remarks[0]).toBe('Clients are not shown (c0, c1, c2, c3, c4): --nodes names what is.');
    expect(remarks[1]).toMatch(/^400 of [\d,]+ messages, 0\.000ms to [\d.]+ms: --from, --to/);
  });

  it('leaves out heartbeats that led to nothing, and keeps what was observed', () => {
    const trial = seenTrial('raft/leader-crash.yaml', 0);
    const window = { fromUs: 980_000, toUs: 1_200_000 };
    const all = viewTrial(trial, window).scene;
    const busy = viewTrial(trial, { ...window, hideIdle: true }).scene;
    expect(busy.arrows.length).toBeLessThan(all.arrows.length);
    const observed = ({ marks }: typeof all): number =>
      marks.filter(({ kind }) => kind === 'observed').length;
    expect(observed(busy)).toBe(observed(all));
  });
});

describe('the story of a slice', () => {
  const trial = seenTrial('raft/mutants/vote-not-durable.yaml', 2);
  const { sentences } = viewTrial(trial, { slice: true });

  it('tells a step a sentence', () => {
    expect(sentences).toContain(
      'at 310.343ms n0 received RequestVote {term: 2, lastLogIndex: 0, lastLogTerm: 0, isTransfer: false} from n2: ' +
        'VoteGranted {term: 2, candidate: 2}; sent RequestVoteReply {term: 2, voteGranted: true} to n2',
    );
    expect(sentences).toContain('at 310.343ms n0 crashed');
    expect(sentences.at(-1)).toContain('BecameLeader {term: 2');
  });

  it('tells what a decision at the end of the last round was made of, and who was found out', () => {
    const liar = seenTrial('dolev-strong/mutants/first-value.yaml', 0);
    const told = viewTrial(liar, { slice: true }).sentences;
    expect(told.filter((sentence) => / n2 .*Extracted/.test(sentence))).toHaveLength(2);
    expect(
      told.filter((sentence) => /n0 was convicted of lying: in proposal/.test(sentence)),
    ).toEqual([
      'at 2.570ms n0 was convicted of lying: in proposal it signed ' +
        'Proposal {signer: 0, value: 1, signature: {signer: 0}} and ' +
        'Proposal {signer: 0, value: 0, signature: {signer: 0}}',
    ]);
  });

  it('is in the order of time', () => {
    const times = sentences.map((sentence) => Number(/^at ([\d.]+)ms/.exec(sentence)?.[1]));
    expect(times).toEqual([...times].sort((left, right) => left - right));
  });
});

/** Says where a text is not well-formed XML, of the kind that we write. */
function malformation(xml: string): string | undefined {
  const open: string[] = [];
  const tag =
    /<(\/?)([a-zA-Z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|<|>|&(?!(?:amp|lt|gt|quot);)/g;
  for (const [found, isEnd, name, , isEmpty] of xml.matchAll(tag)) {
    if (name === undefined) {
      // In a style sheet, `>` would be all right; we write none.
      return `${found} outside of a tag`;
    }
    if (isEnd) {
      if (open.pop() !== name) return `</${name}> ends nothing`;
    } else if (!isEmpty) open.push(name);
  }
  return open.length === 0 ? undefined : `<${open.at(-1)}> is not ended`;
}
