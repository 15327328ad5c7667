import { writeFileSync } from 'node:fs';
import { endpointCountOf } from '../../checking/causality/happened-before.ts';
import { type EndpointId, formatEndpoint } from '../../core/identity.ts';
import { formatCount } from '../../report/number-text.ts';
import { spaceTimePage } from '../../report/space-time/html-page.ts';
import {
  type SpaceTimeView,
  type ViewOptions,
  viewTrial,
} from '../../report/space-time/space-time.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { Output } from '../output.ts';
import {
  instantOf,
  requireFacts,
  type SeenTrial,
  type TrialOptions,
  traceTrial,
} from '../traced-trial.ts';
import { UsageError } from '../usage-error.ts';

/** What `coordsim draw` accepts. */
export interface DrawOptions extends TrialOptions {
  readonly out?: string;
  readonly tell?: true;
  readonly slice?: true;
  readonly hideIdle?: true;
  readonly from?: string;
  readonly to?: string;
  readonly nodes?: string;
}

/** Draws one trial as a space-time diagram, tells what led to its violation, or both. */
export async function draw(path: string, options: DrawOptions): Promise<ExitCode> {
  const { out, tell } = options;
  if (out === undefined && tell === undefined) {
    throw new UsageError('write --out FILE.svg or FILE.html to draw, --tell to read, or both');
  }
  if (out !== undefined && !/\.(svg|html)$/.test(out)) {
    throw new UsageError(`--out ${out}: found another ending; write FILE.svg or FILE.html`);
  }
  const trial = await traceTrial(path, options);
  if (options.slice || tell) requireFacts(trial);
  const view = viewTrial(trial, viewOptions(trial, options));
  const output = new Output(process.stdout, process.stderr);
  if (tell) {
    for (const sentence of view.sentences) output.print(sentence);
  }
  if (out !== undefined) {
    writeFileSync(out, out.endsWith('.html') ? spaceTimePage(trial.title, view) : view.svg);
    for (const line of summaryOf(out, view)) output.print(line);
  }
  return EXIT.passed;
}

function viewOptions(trial: SeenTrial, options: DrawOptions): ViewOptions {
  const { slice, tell, hideIdle, from, to, nodes } = options;
  const fromUs = from === undefined ? undefined : instantOf('--from', from);
  const toUs = to === undefined ? undefined : instantOf('--to', to);
  if (fromUs !== undefined && toUs !== undefined && fromUs >= toUs) {
    throw new UsageError(`--from ${from} --to ${to}: found nothing between; write a later --to`);
  }
  return {
    ...((slice || tell) && { slice: true }),
    ...(hideIdle && { hideIdle }),
    ...(fromUs !== undefined && { fromUs }),
    ...(toUs !== undefined && { toUs }),
    ...(nodes !== undefined && { endpoints: endpointsIn(nodes, trial) }),
  };
}

/** Reads `n0,n2,c1`. */
function endpointsIn(text: string, { trace, nodeCount }: SeenTrial): EndpointId[] {
  const count = endpointCountOf(trace, nodeCount);
  const names = Array.from({ length: count }, (_, end) => formatEndpoint(end, nodeCount));
  const endpoints = text.split(',').map((name) => {
    const endpoint = names.indexOf(name.trim());
    if (endpoint >= 0) return endpoint;
    throw new UsageError(`--nodes: found '${name.trim()}'; write some of ${names.join(',')}`);
  });
  return [...new Set(endpoints)];
}

function summaryOf(out: string, { scene, svg, remarks }: SpaceTimeView): string[] {
  const messages = formatCount(scene.arrows.length);
  const size = formatCount(Math.ceil(svg.length / 1_000));
  return [
    `${out}: ${messages} messages between ${scene.endpoints.length} lines, ${size} KB`,
    ...remarks,
  ];
}
