/** coordsim: a deterministic discrete-event simulator for coordination protocols. This is its public API. */

// Whether a history is linearizable.
export { checkLinearizability, type Linearizability } from './algorithms/linearizability/check.ts';
export type { Impossibility } from './algorithms/linearizability/impossibility.ts';
export { linearizable } from './algorithms/linearizability/linearizable.ts';
export {
  deterministic,
  type Model,
  perKey,
  withInitial,
} from './algorithms/linearizability/model.ts';
export { casRegister } from './algorithms/linearizability/models/cas-register.ts';
export { counter } from './algorithms/linearizability/models/counter.ts';
export { keyValue } from './algorithms/linearizability/models/key-value.ts';
export { multiRegister } from './algorithms/linearizability/models/multi-register.ts';
export { mutex } from './algorithms/linearizability/models/mutex.ts';
export { queue } from './algorithms/linearizability/models/queue.ts';
export { register } from './algorithms/linearizability/models/register.ts';
export { set } from './algorithms/linearizability/models/set.ts';
export type { Step } from './algorithms/linearizability/search-order.ts';
export type { TimedOperation } from './algorithms/linearizability/timed-operation.ts';
// What a protocol is made of.
export type { ClientRequest, Interpretation, Workload } from './core/client.ts';
export type { Distribution } from './core/distribution.ts';
export {
  CRASH_RECOVERY_FAULTS,
  type Fault,
  type FaultFamily,
  type FaultModel,
  type Nemesis,
  type NemesisSetup,
  type ScheduledFault,
  type Target,
  type Trigger,
} from './core/fault.ts';
export type { ClientId, NodeId } from './core/identity.ts';
export {
  type Checker,
  type Expectation,
  type Heard,
  type Invariant,
  reached,
  type TrialEnd,
  type TrialSetup,
  type VerdictReporter,
} from './core/invariant.ts';
export { LEADERS_BY_TURNS, type Leaders } from './core/leaders.ts';
export type { Account, Meter, Traffic } from './core/meter.ts';
export {
  countOf,
  lastInstantOf,
  type Metric,
  type Recorder,
  trafficByType,
} from './core/metric.ts';
export { formatMicros, type Micros, parseDuration } from './core/micros.ts';
export type { EngineObservation, Fact } from './core/observation.ts';
export type { Policy } from './core/policy.ts';
export type { Context, Mutant, Protocol, ProtocolTypes, Role } from './core/protocol.ts';
export type { Rng } from './core/rng.ts';
export { count, duration, durationRange, probability, rate } from './core/schema.ts';
export type { Signature, Signer } from './core/signer.ts';
export type { SimConfig } from './core/sim-config.ts';
export type { Cell, Log, Storage } from './core/storage.ts';
// Running it.
export { Scheduler } from './engine/scheduler.ts';
export { Trace, type TraceKind, type TraceRecord } from './engine/trace.ts';
export { type Capsule, sealCapsule } from './experiment/capsule.ts';
export { CapsuleError, parseCapsule, planCapsule } from './experiment/capsule-schema.ts';
export { ConfigError } from './experiment/config/config-error.ts';
export { type ConfigSource, parseConfig } from './experiment/config/parse.ts';
export { type ConfigOptions, configure, registryOf } from './experiment/configure.ts';
export { fingerprintOf } from './experiment/fingerprint.ts';
export { replayCapsule } from './experiment/replay-capsule.ts';
export {
  type ShrinkOptions,
  type ShrunkTrial,
  shrinkTrial,
  type TrialSize,
} from './experiment/shrink/shrink-trial.ts';
export { diagnoseStuck, type StuckDiagnosis } from './experiment/stuck-diagnosis.ts';
export { runTrial, type TrialOptions, TrialRunner } from './experiment/trial.ts';
export { planTrials, type TrialPlan } from './experiment/trial-plan.ts';
export type {
  Outcome,
  RecordedViolation,
  TrialRecord,
  Verdict,
} from './experiment/trial-record.ts';
export { runTrials, type TrialsOptions } from './experiment/trials.ts';
export { type Verification, verifyTrial } from './experiment/verify.ts';
// The catalogue.
export { nemeses } from './faults/nemeses/index.ts';
export { policyFamilies } from './policies/index.ts';
export { findProtocol, protocols } from './protocols/index.ts';
