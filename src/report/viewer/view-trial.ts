import { causalSlice } from '../../checking/causality/causal-slice.ts';
import { causalSteps } from '../../checking/causality/causal-steps.ts';
import { endpointCountOf } from '../../checking/causality/happened-before.ts';
import { PlainCopier } from '../../experiment/plain-state.ts';
import type { RecordedTrial, StateChange } from '../../experiment/state-recording.ts';
import type { Trace } from '../../experiment/trial.ts';
import type { RecordedFact, RecordedViolation } from '../../experiment/trial-record.ts';
import { tellStep } from '../space-time/narration.ts';
import { spansOf } from '../space-time/spans.ts';
import { packTrace } from './trace-columns.ts';
import type {
  StoryStep,
  ViewedChange,
  ViewedSpan,
  ViewedTrial,
  ViewedViolation,
} from './viewed-trial.ts';

/** What the page says of a trial besides what was recorded. */
export interface TrialWords {
  /** The line that shows the trial again. */
  readonly command?: string;
  /** The schedule in words, and how often each fault of it took effect. */
  readonly schedule: ViewedTrial['schedule'];
}

/** Makes of a recorded trial what the viewer's page holds. */
export function viewTrial(
  recorded: RecordedTrial,
  { command, schedule }: TrialWords = { schedule: [] },
): ViewedTrial {
  const { plan, record, trace, violations } = recorded;
  const { config, protocol } = plan;
  const nodeCount = config.nodes;
  const healed = healedAtUs(trace);
  const { columns, contents } = packTrace(trace);
  const duties = Object.keys(protocol.duties ?? {});
  return {
    title: `${config.name}: trial ${record.trial} (seed ${record.seed})`,
    protocol: config.protocol,
    ...(config.variant !== undefined && { variant: config.variant }),
    trial: record.trial,
    seed: record.seed,
    outcome: record.outcome,
    traceHash: record.traceHash,
    ...(command !== undefined && { command }),
    nodeCount,
    clientCount: endpointCountOf(trace, nodeCount) - nodeCount,
    roles: protocol.assign(nodeCount, config.params),
    endedAtUs: record.endedAtUs,
    ...(healed !== undefined && { healedAtUs: healed }),
    schedule,
    violations: gravestFirst(violations, record.violation).map((violation) =>
      viewViolation(violation, trace),
    ),
    spans: viewSpans(trace, nodeCount),
    story: storyOf(trace, nodeCount, record.violation),
    trace: columns,
    contents,
    changes: viewChanges(recorded.changes, duties),
    duties,
  };
}

function gravestFirst(
  violations: readonly RecordedViolation[],
  gravest: RecordedViolation | undefined,
): RecordedViolation[] {
  const isGravest = ({ invariant }: RecordedViolation): boolean => invariant === gravest?.invariant;
  return [
    ...violations.filter(isGravest),
    ...violations.filter((violation) => !isGravest(violation)),
  ];
}

function viewViolation(violation: RecordedViolation, trace: Trace): ViewedViolation {
  const { invariant, expectation, sentence, citation, explanation, atUs, facts } = violation;
  return {
    name: invariant,
    expectation,
    sentence,
    ...(citation !== undefined && { citation }),
    explanation,
    atUs,
    facts: facts.map((fact) => recordOf(fact, trace)),
  };
}

/** The record of a fact: the last one that tells it. */
function recordOf({ atUs, node, observation }: RecordedFact, trace: Trace): number {
  const copier = new PlainCopier();
  const text = (content: unknown): string => JSON.stringify(copier.copy(content));
  const wanted = text(observation);
  for (let index = trace.length - 1; index >= 0; index--) {
    const { kind, at, content, ...record } = trace.at(index);
    if (kind !== 'observed' || record.atUs !== atUs || at !== node) continue;
    if (text(content) === wanted) return index;
  }
  return -1;
}

function viewSpans(trace: Trace, nodeCount: number): ViewedSpan[] {
  return spansOf(trace, nodeCount).map(({ kind, label, endpoints, fromUs, toUs }) => ({
    kind,
    label,
    endpoints,
    fromUs,
    ...(Number.isFinite(toUs) && { toUs }),
  }));
}

function healedAtUs(trace: Trace): number | undefined {
  for (const { kind, content, atUs } of trace) {
    if (kind === 'observed' && (content as { type: string }).type === 'faults:healed') return atUs;
  }
  return undefined;
}

function storyOf(
  trace: Trace,
  nodeCount: number,
  violation: RecordedViolation | undefined,
): StoryStep[] {
  if (violation === undefined || violation.facts.length === 0) return [];
  const { records } = causalSlice(trace, nodeCount, violation.facts);
  return causalSteps(trace, nodeCount, records).map((step) => ({
    sentence: tellStep(step, nodeCount),
    records: [...(step.root === undefined ? [] : [step.root]), ...step.effects].map(
      ({ index }) => index,
    ),
  }));
}

function viewChanges(changes: readonly StateChange[], duties: readonly string[]): ViewedChange[] {
  const held = new Map<number, string>();
  return changes.map(({ record, node, delta = 0, duties: holds }) => {
    const numbers = holds.map((duty) => duties.indexOf(duty));
    const isSame = (held.get(node) ?? '') === numbers.join();
    held.set(node, numbers.join());
    return isSame ? [record, node, delta] : [record, node, delta, numbers];
  });
}
