import { type CausalSlice, causalSlice } from '../../checking/causality/causal-slice.ts';
import { causalSteps } from '../../checking/causality/causal-steps.ts';
import { fruitfulRecords } from '../../checking/causality/fruitful.ts';
import { type EndpointId, formatEndpoint } from '../../core/identity.ts';
import type { Micros } from '../../core/micros.ts';
import type { Trace } from '../../experiment/trial.ts';
import type { RecordedViolation } from '../../experiment/trial-record.ts';
import { formatCount, formatInstant, formatShare } from '../number-text.ts';
import { formatTyped } from '../value-text.ts';
import { type DiagramText, drawDiagram } from './diagram.ts';
import { tellStep } from './narration.ts';
import { type Scene, sceneOf } from './scene.ts';

/** More messages than this nobody reads, nor more observations and timers for each of them. */
const MOST_MESSAGES = 400;
const MARKS_TO_A_MESSAGE = 4;
/** With no more than these, labels may have two lines. */
const FEW_MARKS = 80;
/** In characters: below 300 KB, whatever they are. */
const LARGEST = 290_000;
/** Of more faults only the number is told. */
const MOST_FAULTS_TOLD = 5;
/** With more lines than this, those of clients are left out unless they are asked for. */
const MOST_LINES = 8;

/** A trial that ran with a trace, and what is known of it. */
export interface TracedTrial {
  readonly trace: Trace;
  readonly nodeCount: number;
  /** `leader-crash: trial 17 (seed 1:17)`. */
  readonly title: string;
  /** The first property that broke. */
  readonly violation?: RecordedViolation;
  /** The faults that took effect, in words. */
  readonly faults?: readonly string[];
  /** The role of each node, in order. */
  readonly roles: readonly string[];
}

/** What of a trial is drawn. */
export interface ViewOptions {
  /** Only what brought the violation about. */
  readonly slice?: boolean;
  /** Without what led to nothing. */
  readonly hideIdle?: boolean;
  readonly fromUs?: Micros;
  readonly toUs?: Micros;
  readonly endpoints?: readonly EndpointId[];
}

/** A trial as it is shown. */
export interface SpaceTimeView {
  readonly scene: Scene;
  readonly svg: string;
  /** What is shown and what is left out. */
  readonly remarks: readonly string[];
  /** Of a slice, each step in one sentence. */
  readonly sentences: readonly string[];
}

/** Draws a trial as a space-time diagram [Lamport 1978]: a line a node, time downwards, an arrow a message. */
export function viewTrial(trial: TracedTrial, options: ViewOptions = {}): SpaceTimeView {
  const { trace, nodeCount } = trial;
  const slice = sliceOf(trial);
  const sentences = options.slice
    ? causalSteps(trace, nodeCount, slice.records).map((step) => tellStep(step, nodeCount))
    : [];
  // A drawing that is too large becomes one of fewer messages, until it is not.
  for (let most = MOST_MESSAGES; ; most = Math.floor(most * 0.8)) {
    const { scene, remarks } = readableScene(trial, options, slice, most);
    const svg = drawDiagram(scene, wordsOf(trial, scene, remarks));
    if (svg.length <= LARGEST || most < 10) return { scene, svg, remarks, sentences };
  }
}

function wordsOf(
  { title, violation, roles, faults = [] }: TracedTrial,
  { marks }: Scene,
  remarks: readonly string[],
): DiagramText {
  const facts = (violation?.facts ?? []).map(({ atUs, node, observation }, index) => {
    const place = node < 0 ? '' : ` n${node}`;
    return `Fact ${index + 1}: at ${formatInstant(atUs)}${place} ${formatTyped(observation)}`;
  });
  return {
    title,
    ...(violation !== undefined && {
      broken: { name: violation.invariant, explanation: violation.explanation },
    }),
    remarks: [...facts, ...faultsPhrase(faults), ...remarks],
    roles: new Map(new Set(roles).size > 1 ? roles.entries() : []),
    longestLabel: marks.length <= FEW_MARKS ? 2 : 1,
  };
}

/** The faults of a trial in a line each, or how many they were. */
function faultsPhrase(faults: readonly string[]): string[] {
  if (faults.length > MOST_FAULTS_TOLD)
    return [`${formatCount(faults.length)} faults took effect.`];
  return faults.map((fault) => `Fault: ${fault}`);
}

/** What brought the violation of a trial about; nothing where no property broke, or where it names no facts. */
export function sliceOf({ trace, nodeCount, violation }: TracedTrial): CausalSlice {
  return causalSlice(trace, nodeCount, violation?.facts ?? []);
}

function shareOf({ records, isCut }: CausalSlice, trace: Trace): string {
  const share = formatShare(records.length / Math.max(1, trace.length));
  const what = isCut ? 'Only what led there in the end' : 'Only what led there';
  return `${what}: ${formatCount(records.length)} of ${formatCount(trace.length)} records (${share}).`;
}

/** Keeps a drawing readable: not too many lines, not too many messages. */
function readableScene(
  { trace, nodeCount }: TracedTrial,
  options: ViewOptions,
  slice: CausalSlice,
  most: number,
): { readonly scene: Scene; readonly remarks: string[] } {
  const { fromUs, toUs, endpoints } = options;
  const records = recordsOf(trace, options, slice);
  const base = {
    nodeCount,
    facts: slice.facts,
    ...(records !== undefined && { records }),
    ...(fromUs !== undefined && { fromUs }),
    ...(toUs !== undefined && { toUs }),
    ...(endpoints !== undefined && { endpoints }),
  };
  const remarks = options.slice ? [shareOf(slice, trace)] : [];
  let scene = sceneOf(trace, base);
  if (endpoints === undefined && !options.slice && scene.endpoints.length > MOST_LINES) {
    const left = scene.endpoints.filter((endpoint) => endpoint >= nodeCount);
    const names = left.map((endpoint) => formatEndpoint(endpoint, nodeCount)).join(', ');
    remarks.push(`Clients are not shown (${names}): --nodes names what is.`);
    const nodes = scene.endpoints.filter((endpoint) => endpoint < nodeCount);
    scene = sceneOf(trace, { ...base, endpoints: nodes });
  }
  const all = scene.arrows.length;
  const window = windowOf(scene, most, slice.facts.length > 0);
  if (window !== undefined) {
    scene = sceneOf(trace, { ...base, endpoints: scene.endpoints, ...window });
    const span = `${formatInstant(scene.fromUs)} to ${formatInstant(scene.toUs)}`;
    remarks.push(
      `${formatCount(scene.arrows.length)} of ${formatCount(all)} messages, ${span}: ` +
        '--from, --to, --nodes, --hide-idle and --slice choose others.',
    );
  }
  return { scene, remarks };
}

function recordsOf(
  trace: Trace,
  { slice: isSlice, hideIdle }: ViewOptions,
  { records }: CausalSlice,
): readonly number[] | undefined {
  if (isSlice) return records;
  return hideIdle ? fruitfulRecords(trace) : undefined;
}

/**
 * The time in which no more happens than can be read: the last of it, where it led to a violation, the first
 * otherwise. Undefined where all can be read.
 */
function windowOf(
  { arrows, marks }: Scene,
  most: number,
  isLast: boolean,
): { readonly fromUs?: Micros; readonly toUs?: Micros } | undefined {
  const mostMarks = most * MARKS_TO_A_MESSAGE;
  if (arrows.length <= most && marks.length <= mostMarks) return undefined;
  const sent = arrows.map(({ sentAtUs }) => sentAtUs).sort((left, right) => left - right);
  const made = marks.map(({ atUs }) => atUs).sort((left, right) => left - right);
  if (isLast) return { fromUs: Math.max(sent.at(-most) ?? 0, made.at(-mostMarks) ?? 0) };
  const never = Number.POSITIVE_INFINITY;
  return { toUs: Math.min(sent[most - 1] ?? never, made[mostMarks - 1] ?? never) };
}
