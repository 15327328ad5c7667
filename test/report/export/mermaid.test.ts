import { describe, expect, it } from 'vitest';
import { partOfTrace } from '../../../src/checking/causality/part-of-trace.ts';
import { exported, trials } from './exported.ts';

/**
 * The lines that we write, by the rules of Mermaid's own grammar (sequenceDiagram.jison): an actor has none of
 * `+ - > : , ;`, a text none of `# ;`, which begin a comment and end a statement.
 */
const ACTOR = '[^+\\->:,;\\s#]+';
const TEXT = '[^#;\\n]+';
const STATEMENTS = {
  title: new RegExp(`^title\\s${TEXT}$`),
  participant: new RegExp(`^participant (${ACTOR})(?: as ${TEXT})?$`),
  signal: new RegExp(`^(${ACTOR})(->>|-->>|-x|--x)(${ACTOR}): ${TEXT}$`),
  note: new RegExp(`^Note over (${ACTOR})(?:,(${ACTOR}))?: ${TEXT}$`),
};
/** An actor of these names would be taken for a keyword. */
const KEYWORDS = /^(end|note|loop|alt|opt|par|rect|critical|break|box|activate|deactivate|title)$/i;

interface Parsed {
  readonly kind: string;
  readonly actors: readonly string[];
  readonly arrow?: string;
}

function parse(text: string): Parsed[] {
  const [head, ...lines] = text.trimEnd().split('\n');
  expect(head).toBe('sequenceDiagram');
  return lines.map((line) => {
    const statement = line.trim();
    for (const [kind, pattern] of Object.entries(STATEMENTS)) {
      const match = pattern.exec(statement);
      if (match === null) continue;
      const [, first, second, third] = match;
      if (kind === 'signal')
        return { kind, actors: [first ?? '', third ?? ''], arrow: second ?? '' };
      return { kind, actors: [first, second].filter((actor) => actor !== undefined) };
    }
    throw new Error(`Mermaid would not read: ${line}`);
  });
}

describe.each(trials)('Mermaid reads %s', (_, trial) => {
  const statements = parse(exported('mermaid', trial));
  const participants = statements
    .filter(({ kind }) => kind === 'participant')
    .flatMap(({ actors }) => actors);

  it('with every actor declared once, and none named like a keyword', () => {
    expect(new Set(participants).size).toBe(participants.length);
    for (const { kind, actors } of statements) {
      if (kind !== 'title') for (const actor of actors) expect(participants).toContain(actor);
    }
    expect(participants.filter((actor) => KEYWORDS.test(actor))).toEqual([]);
  });

  it('with a signal for every message that came, and a cross for every one that was lost', () => {
    const signals = statements.filter(({ kind }) => kind === 'signal');
    const count = (pattern: RegExp): number =>
      [...trial.trace].filter(({ kind }) => pattern.test(kind)).length;
    const lost = new Set(
      [...trial.trace].filter(({ kind }) => kind === 'dropped').map(({ cause }) => cause),
    );
    expect(signals.filter(({ arrow }) => arrow === '-x')).toHaveLength(lost.size);
    expect(signals.filter(({ arrow }) => arrow !== '-x')).toHaveLength(count(/[dD]elivered$/));
  });
});

it('texts cannot end a statement or begin a comment', () => {
  const trial = { ...(trials[2]?.[1] as (typeof trials)[0][1]) };
  const trace = partOfTrace(trial.trace, []);
  trace.begin('booted', 1, 0, -1, undefined, -1);
  trace.add('observed', 1, 0, -1, { type: 'Said', words: 'a; b # c\nend' });
  const text = exported('mermaid', { ...trial, trace, title: 'one; two #3' });
  expect(parse(text).map(({ kind }) => kind)).toEqual([
    'title',
    ...Array(4).fill('participant'),
    'note',
  ]);
  expect(text).toContain("Said {words: 'a, b no. c end'}");
});
