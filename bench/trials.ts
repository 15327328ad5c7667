import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { median } from './cpu-time.js';

/** What one process measures: a committed config, as it is or without something. */
export interface Subject {
  readonly config: string;
  readonly without?: 'checks' | 'hash';
}

const SUBJECTS = {
  idle: { config: 'raft/speed-idle.yaml' },
  loaded: { config: 'raft/speed-loaded.yaml' },
  unchecked: { config: 'raft/speed-loaded.yaml', without: 'checks' },
  unhashed: { config: 'raft/speed-loaded.yaml', without: 'hash' },
} as const satisfies Record<string, Subject>;

type Name = keyof typeof SUBJECTS;

/** Of each round, trials of each subject: so few that all of a round meet the same weather. */
const TRIALS: Readonly<Record<Name, number>> = {
  idle: 200,
  loaded: 30,
  unchecked: 30,
  unhashed: 30,
};
const ROUNDS = 60;
/** Until everything is compiled, which a batch of thousands of trials does once. */
const WARM_UP_TRIALS = 2_000;

/** CPU seconds a trial, by subject and round. */
export type Rounds = Readonly<Record<Name, readonly number[]>>;

/**
 * Measures all subjects in turns, each in a process of its own: in one, what the compiler learnt of one subject would
 * slow down the others, and nobody runs them so.
 */
export async function measureTrials(): Promise<Rounds> {
  const seconds: Record<Name, number[]> = { idle: [], loaded: [], unchecked: [], unhashed: [] };
  const names = Object.keys(SUBJECTS) as Name[];
  const processes = new Map(names.map((name) => [name, start(SUBJECTS[name])]));
  for (const process of processes.values()) await run(process, WARM_UP_TRIALS);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, process] of processes) seconds[name].push(await run(process, TRIALS[name]));
  }
  for (const process of processes.values()) process.disconnect();
  return seconds;
}

/** Trials a second of CPU time. */
export function rateOf(rounds: Rounds, name: Name): number {
  return 1 / median(rounds[name]);
}

/** How much of the loaded run goes when something is left out: the median over the rounds. */
export function shareOf(rounds: Rounds, without: 'unchecked' | 'unhashed'): number {
  const shares = rounds.loaded.map(
    (seconds, round) => 1 - (rounds[without][round] as number) / seconds,
  );
  return median(shares);
}

function start(subject: Subject): ChildProcess {
  const program = fileURLToPath(new URL('./trial-process.js', import.meta.url));
  return fork(program, [JSON.stringify(subject)], { execArgv: [] });
}

async function run(process: ChildProcess, count: number): Promise<number> {
  process.send(count);
  const [seconds] = await once(process, 'message');
  return seconds as number;
}
