import { describe, expect, test } from 'vitest';
import type { NodeId } from '../../../../src/core/identity.ts';
import { node } from '../../../../src/protocols/agreement/phase-king/node.ts';
import { phaseKing } from '../../../../src/protocols/agreement/phase-king/phase-king.ts';
import type { PhaseKingRules } from '../../../../src/protocols/agreement/phase-king/rules.ts';
import type {
  PhaseKingMessage,
  PhaseKingState,
  PhaseKingTypes,
} from '../../../../src/protocols/agreement/phase-king/types.ts';
import { RecordingContext } from '../../../../src/testing/recording-context.ts';

/*
 * Five nodes, one of them a liar, who in each round tells each of the four others 0, 1 or nothing. A node takes nothing
 * along from one phase to the next but its preference. So all scripts of two phases are all scripts of the first phase,
 * and after each of its outcomes all scripts of the second.
 */
const NODES = [0, 1, 2, 3, 4];
const PHASES = 2;

/** What the liar tells each honest node in one round, in their order. */
type Script = readonly (0 | 1 | undefined)[];

/** What the honest nodes prefer, in their order. */
type Preferences = readonly number[];

const scripts: readonly Script[] = tuples<0 | 1 | undefined>([0, 1, undefined], 4);
const everyInput: readonly Preferences[] = tuples([0, 1], 4);
const silence: Script = [undefined, undefined, undefined, undefined];

function tuples<E>(elements: readonly E[], length: number): E[][] {
  if (length === 0) return [[]];
  const shorter = tuples(elements, length - 1);
  return elements.flatMap((element) => shorter.map((rest) => [element, ...rest]));
}

/** One phase of the four honest nodes, in lock-step. */
class Phase {
  readonly #phase: number;
  readonly #liar: NodeId;
  readonly #honest: readonly NodeId[];
  readonly #params = { delta: 10, maxFaulty: 1, inputs: NODES };
  readonly #contexts: readonly RecordingContext<PhaseKingTypes>[];

  constructor(phase: number, liar: NodeId, rules: PhaseKingRules) {
    this.#phase = phase;
    this.#liar = liar;
    this.#honest = NODES.filter((self) => self !== liar);
    this.#contexts = this.#honest.map(
      (self) =>
        new RecordingContext<PhaseKingTypes>({ self, nodes: 5, params: this.#params, rules }),
    );
  }

  /** All that the honest nodes may prefer afterwards: one outcome for each pair of scripts. */
  *outcomes(before: Preferences): Generator<Preferences> {
    const doesKingLie = this.#liar === this.#phase - 1;
    for (const first of scripts) {
      const states = this.#begin(before);
      this.#exchange(states, 'Preference', first);
      this.#endRound(states);
      const kings = this.#sent();
      for (const second of doesKingLie ? scripts : [silence]) {
        const ending = structuredClone(states);
        this.#deliver(ending, kings, 'KingValue', second);
        this.#endRound(ending);
        this.#sent();
        yield ending.map(({ preference }) => preference);
      }
    }
  }

  /** The nodes at the end of the phase before, when nothing is left but to go on. */
  #begin(before: Preferences): PhaseKingState[] {
    this.#params.inputs = NODES.map((self) => before[this.#honest.indexOf(self)] ?? 0);
    const states = before.map((preference) => ({
      kings: [0, 1],
      round: 2 * (this.#phase - 1),
      isOver: false,
      preference,
      majority: { value: preference, multiplicity: NODES.length },
      hearing: new Map(),
    }));
    this.#endRound(states);
    return states;
  }

  #endRound(states: readonly PhaseKingState[]): void {
    for (const [index, ctx] of this.#contexts.entries()) {
      node.onTimer(states[index] as PhaseKingState, 'roundEnd', ctx, 0);
    }
  }

  #exchange(states: readonly PhaseKingState[], type: PhaseKingMessage['type'], lies: Script): void {
    this.#deliver(states, this.#sent(), type, lies);
  }

  /** What each honest node has broadcast since. */
  #sent(): readonly (PhaseKingMessage | undefined)[] {
    return this.#contexts.map((ctx) => ctx.takeOnly('broadcast')[0]?.message);
  }

  #deliver(
    states: readonly PhaseKingState[],
    sent: readonly (PhaseKingMessage | undefined)[],
    type: PhaseKingMessage['type'],
    lies: Script,
  ): void {
    for (const [index, ctx] of this.#contexts.entries()) {
      const state = states[index] as PhaseKingState;
      for (const [sender, message] of sent.entries()) {
        if (sender === index || message === undefined) continue;
        node.onMessage(state, this.#honest[sender] as NodeId, message, ctx);
      }
      const value = lies[index];
      if (value === undefined) continue;
      node.onMessage(state, this.#liar, { type, phase: this.#phase, value }, ctx);
    }
  }
}

/** What the honest nodes may decide, for one input. */
function decisions(liar: NodeId, input: Preferences, rules = phaseKing.rules): Preferences[] {
  let reached = new Map([[input.join(), input]]);
  for (let phase = 1; phase <= PHASES; phase++) {
    const next = new Map<string, Preferences>();
    const play = new Phase(phase, liar, rules);
    for (const before of reached.values()) {
      for (const outcome of play.outcomes(before)) next.set(outcome.join(), outcome);
    }
    reached = next;
  }
  return [...reached.values()];
}

const isUnanimous = (values: Preferences) => new Set(values).size === 1;

describe('five nodes, one liar, every input and every script of the liar', () => {
  test.each(NODES)('all honest nodes agree when n%i lies', (liar) => {
    for (const input of everyInput) {
      const outcomes = decisions(liar, input);
      expect(outcomes.filter((outcome) => !isUnanimous(outcome))).toEqual([]);
      if (isUnanimous(input)) expect(outcomes).toEqual([input]);
    }
  });

  test('the harness finds the scripts that break a count of more than half', () => {
    const mutant = phaseKing.mutants.find(({ name }) => name === 'simple-majority');
    const outcomes = decisions(1, [1, 1, 0, 0], { ...phaseKing.rules, ...mutant?.rules });
    expect(outcomes.some((outcome) => !isUnanimous(outcome))).toBe(true);
  });
});
