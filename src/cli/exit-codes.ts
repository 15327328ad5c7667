import type { Outcome } from '../experiment/trial-record.ts';

/** How the process ends, for scripts. */
export const EXIT = {
  passed: 0,
  unsafe: 1,
  usage: 2,
  stuck: 3,
  exhausted: 4,
  vacuous: 5,
  notDeterministic: 6,
  ownFault: 70,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code of each outcome of a trial. */
export const OUTCOME_CODES: Readonly<Record<Outcome, ExitCode>> = {
  passed: EXIT.passed,
  unsafe: EXIT.unsafe,
  stuck: EXIT.stuck,
  exhausted: EXIT.exhausted,
  // It says nothing about the protocol. A batch of nothing else is vacuous.
  outside: EXIT.passed,
};

/** Of several results the gravest comes first: what makes all others doubtful before what is wrong in itself. */
const BY_GRAVITY: readonly ExitCode[] = [
  EXIT.ownFault,
  EXIT.notDeterministic,
  EXIT.unsafe,
  EXIT.stuck,
  EXIT.exhausted,
  EXIT.vacuous,
];

/** The exit code of a command that found all of these. */
export function gravest(codes: readonly ExitCode[]): ExitCode {
  return BY_GRAVITY.find((code) => codes.includes(code)) ?? EXIT.passed;
}

/** What `--help` says of exit codes. */
export const EXIT_CODES_HELP = `
Exit codes:
  0 passed   1 unsafe   2 usage or config   3 stuck   4 exhausted
  5 vacuous: a property never exercised, or a fault that never landed
  6 not deterministic   70 a fault of coordsim itself`;
