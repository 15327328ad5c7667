import type { ZodType, z } from 'zod';
import type { Behavior, Deed } from '../../core/byzantine.ts';
import { count, describeValue, duration, probability, refuse } from '../../core/schema.ts';
import { listOf, withoutAbsent } from './forms.ts';
import { nameOf, text } from './names.ts';
import { target } from './node-schema.ts';
import type { Facts } from './registry.ts';

/** How one behaviour of a liar is written: the keys besides `byzantine`, `does` and `for`, and what they make. */
interface BehaviorForm {
  options(): z.core.$ZodLooseShape;
  build(read: never): Behavior;
}

/** Every behaviour, by its name. */
export function behaviors(facts: Facts): Readonly<Record<Deed['does'], BehaviorForm>> {
  const whom = () => target(facts);
  const field = () => text('the name of a field of a message').optional();
  const lies = facts.protocol && (facts.protocol.lies ?? []).map(({ name }) => name);
  return {
    silence: form('silence', () => ({})),
    omit: form('omit', () => ({ to: whom() })),
    delay: form('delay', () => ({ by: duration({ minUs: 1 }) }), { by: 'byUs' }),
    withhold: form('withhold', () => ({})),
    duplicate: form('duplicate', () => ({})),
    replay: form('replay', () => ({})),
    reorder: form('reorder', () => ({})),
    mutate: form('mutate', () => ({ field: field() })),
    equivocate: form('equivocate', () => ({ to: whom(), field: field() })),
    impersonate: form('impersonate', () => ({ as: whom() })),
    amnesia: form('amnesia', () => ({})),
    twins: form('twins', () => ({ first: whom(), second: whom() })),
    lie: form('lie', () => ({ name: nameOf('lie', lies) })),
  };
}

/** The keys of one behaviour, and where the key of the config is not the field of the behaviour, the field. */
function form(
  does: Deed['does'],
  own: () => z.core.$ZodLooseShape,
  fields: Readonly<Record<string, string>> = {},
): BehaviorForm {
  return {
    options: () => ({ ...own(), ...scope() }),
    build: (read: Readonly<Record<string, unknown>>) => {
      // Besides its own keys there are those of the fault: its trigger, whom it hits.
      const keys = Object.keys({ ...own(), ...scope() });
      const named = keys.map((key) => [fields[key] ?? key, read[key]]);
      return withoutAbsent<Behavior>({ ...Object.fromEntries(named), does } as Behavior);
    },
  };
}

/** Which messages a behaviour concerns. */
function scope(): z.core.$ZodLooseShape {
  return {
    messages: listOf(
      text('the type of a message'),
      'a list of types of messages such as [Vote]',
    ).optional(),
    rounds: rounds().optional(),
    probability: probability().optional(),
  };
}

/** Which rounds, views or ballots something concerns. */
export function rounds(most?: number): ZodType<[number, number]> {
  const accepted = 'the first and the last round, such as [1, 3]';
  return listOf(count(0, most), accepted, 2).transform((list, ctx) => {
    const [first = 0, last = 0] = list;
    if (list.length === 2 && first <= last) return [first, last] as [number, number];
    return refuse(ctx, { found: describeValue(list), accepted });
  });
}
