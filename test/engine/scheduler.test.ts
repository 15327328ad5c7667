import { describe, expect, it } from 'vitest';
import { TimeWeighted } from '../../src/algorithms/statistics/time-weighted.ts';
import { log } from '../../src/core/portable-math.ts';
import { createRng } from '../../src/core/rng.ts';
import { Scheduler } from '../../src/engine/scheduler.ts';

describe('the scheduler', () => {
  it('calls back in order of time, and in order of scheduling within an instant', () => {
    const scheduler = new Scheduler();
    const heard: string[] = [];
    scheduler.schedule(20, (name: string) => heard.push(name), 'late');
    scheduler.schedule(10, (name: string) => heard.push(name), 'first');
    scheduler.schedule(10, (name: string) => heard.push(name), 'second');
    expect(scheduler.run()).toBe(3);
    expect(heard).toEqual(['first', 'second', 'late']);
    expect(scheduler.nowUs).toBe(20);
  });

  it('runs up to and including an instant, and then shows that instant', () => {
    const scheduler = new Scheduler();
    const heard: number[] = [];
    for (const delayUs of [5, 10, 11]) scheduler.schedule(delayUs, () => heard.push(delayUs));
    scheduler.run(10);
    expect(heard).toEqual([5, 10]);
    expect(scheduler.nowUs).toBe(10);
    expect(scheduler.pending).toBe(1);
  });

  it('takes back what has not run, and refuses to take back what has, even when its place is used again', () => {
    const scheduler = new Scheduler();
    let count = 0;
    const ran = scheduler.schedule(1, () => count++);
    scheduler.run(1);
    const waiting = scheduler.schedule(1, () => count++);
    expect(scheduler.cancel(ran)).toBe(false);
    expect(scheduler.cancel(waiting)).toBe(true);
    expect(scheduler.cancel(waiting)).toBe(false);
    scheduler.run();
    expect(count).toBe(1);
  });

  it('refuses a delay that is negative or not a number', () => {
    const scheduler = new Scheduler();
    expect(() => scheduler.schedule(-1, () => {})).toThrow('A delay is 0us or more, not -1us.');
    expect(() => scheduler.schedule(Number.NaN, () => {})).toThrow('not NaNus');
  });

  it('reproduces the M/M/1 queue: at λ = 0.8 and μ = 1 a customer stays 5.0 and 4.0 are in the system', () => {
    const { meanSojourn, meanInSystem } = singleServerQueue(0.8, 1, 1_000_000);
    expect(Math.abs(meanSojourn - 5) / 5).toBeLessThan(0.02);
    expect(Math.abs(meanInSystem - 4) / 4).toBeLessThan(0.03);
  });
});

/** A first-come first-served queue with one server. One unit of time is one virtual second. */
function singleServerQueue(
  arrivalRate: number,
  serviceRate: number,
  customers: number,
): { meanSojourn: number; meanInSystem: number } {
  const scheduler = new Scheduler();
  const arrivals = createRng('mm1', 'arrivals');
  const services = createRng('mm1', 'services');
  const waiting: number[] = [];
  const inSystem = new TimeWeighted(0, 0);
  let arrived = 0;
  let servedUs = 0;
  let served = 0;
  const delayUs = (rng: typeof arrivals, rate: number): number =>
    Math.round((-log(1 - rng.next()) * 1_000_000) / rate);
  const finish = (): void => {
    servedUs += scheduler.nowUs - (waiting[served++] as number);
    inSystem.set(scheduler.nowUs, waiting.length - served);
    if (served < waiting.length) scheduler.schedule(delayUs(services, serviceRate), finish);
  };
  const arrive = (): void => {
    waiting.push(scheduler.nowUs);
    inSystem.set(scheduler.nowUs, waiting.length - served);
    if (waiting.length - served === 1) scheduler.schedule(delayUs(services, serviceRate), finish);
    if (++arrived < customers) scheduler.schedule(delayUs(arrivals, arrivalRate), arrive);
  };
  scheduler.schedule(0, arrive);
  scheduler.run();
  return {
    meanSojourn: servedUs / served / 1_000_000,
    meanInSystem: inSystem.average(scheduler.nowUs),
  };
}
