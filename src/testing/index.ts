/** What tests of a protocol import. */
export { freezeDeep } from '../engine/freeze-deep.ts';
export { type FaultScheduleOptions, faultSchedule } from './fault-schedule.ts';
export { type NetworkOptionsOptions, networkOptions } from './network-options.ts';
export { type Effect, RecordingContext } from './recording-context.ts';
export { type DrawnTrial, type TrialPropertyOptions, trialProperty } from './trial-property.ts';
export { type WorkloadOptions, workload } from './workload.ts';
