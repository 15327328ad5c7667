import { expect, test } from 'vitest';
import { TrialRunner } from '../../../../src/experiment/trial.ts';
import { planOf } from '../../../configs.ts';

const TRIALS = 50;
const CUT_AT_US = 1_000_000;
/** Time enough for the old leader to give up and for a new one to be elected, even in a few attempts. */
const STABLE_FROM_US = 5_000_000;

/** What became of a trial, from its middle on. */
interface Course {
  /** Who led when the links failed. */
  leaderBefore: number;
  /** How often somebody was elected. */
  elections: number;
  /** How often a leader committed something. */
  commits: number;
}

function courses(preVote: boolean, checkQuorum: boolean): Course[] {
  const params = `{preVote: ${preVote}, checkQuorum: ${checkQuorum}}`;
  const runner = new TrialRunner(planOf('raft/bridged-cliques.yaml', { params }));
  const { simulation } = runner;
  const heard = simulation.observe.bind(simulation);
  let course: Course;
  simulation.observe = (observation, node) => {
    const { nowUs } = simulation;
    if (observation.type === 'BecameLeader') {
      if (nowUs < CUT_AT_US) course.leaderBefore = node;
      if (nowUs >= STABLE_FROM_US) course.elections++;
    } else if (observation.type === 'CommitAdvanced' && nowUs >= STABLE_FROM_US) course.commits++;
    heard(observation, node);
  };
  return Array.from({ length: TRIALS }, (_, trial) => {
    course = { leaderBefore: -1, elections: 0, commits: 0 };
    const { outcome } = runner.run(trial);
    expect(outcome === 'passed' || outcome === 'stuck').toBe(true);
    return course;
  });
}

test('two cliques with a bridge settle for a leader that reaches a majority, with PreVote and the check of the quorum', () => {
  for (const { leaderBefore, elections, commits } of courses(true, true)) {
    expect(leaderBefore).toBe(3);
    expect(elections).toBe(0);
    expect(commits).toBeGreaterThan(50);
  }
});

test('without the check of the quorum they are stuck with a leader that reaches nobody but one follower', () => {
  const stuck = courses(true, false).filter(({ leaderBefore, commits }) => {
    expect(leaderBefore).toBe(3);
    return commits === 0;
  });
  // Where n3 has added nothing since it was cut off, n1's log is no better than the others', and n2 may win.
  expect(stuck.length).toBeGreaterThan(0.8 * TRIALS);
});

test('with neither, whoever does not hear the leader deposes it, again and again', () => {
  const elections = courses(false, false).map((course) => course.elections);
  expect(elections.filter((count) => count > 0).length).toBeGreaterThan(0.9 * TRIALS);
  expect(elections.reduce((sum, count) => sum + count, 0) / TRIALS).toBeGreaterThan(3);
});
