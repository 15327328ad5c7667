import { writeFileSync } from 'node:fs';
import { recordTrial } from '../../experiment/state-recording.ts';
import { viewTrial } from '../../report/viewer/view-trial.ts';
import { viewerPage } from '../../report/viewer/viewer-page.ts';
import { asPath, commandLine, configArguments } from '../command-line.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { faultsInWords } from '../failures.ts';
import { Output } from '../output.ts';
import { planOf, type TrialOptions } from '../traced-trial.ts';
import { UsageError } from '../usage-error.ts';

/** What `coordsim view` accepts. */
export interface ViewCommandOptions extends TrialOptions {
  readonly out: string;
}

/** Writes the interactive viewer of one trial: a page that opens from the file. */
export async function view(path: string, options: ViewCommandOptions): Promise<ExitCode> {
  const { out } = options;
  if (!/\.html?$/.test(out)) {
    throw new UsageError(`--out ${out}: found another ending; write FILE.html`);
  }
  const { plan, trial } = await planOf(path, options);
  const recorded = recordTrial(plan, trial);
  const schedule = faultsInWords(recorded.faults);
  const viewed = viewTrial(recorded, { command: viewLine(path, options), schedule });
  const page = viewerPage(viewed);
  writeFileSync(out, page);
  const megabytes = (Buffer.byteLength(page) / 1_000_000).toFixed(1);
  new Output(process.stdout, process.stderr).print(
    `${out}: ${viewed.title}, ${megabytes} MB; open it in a browser, press ? for its keys`,
  );
  return EXIT.passed;
}

function viewLine(path: string, { trial, out, ...config }: ViewCommandOptions): string {
  const which = trial === undefined ? [] : ['--trial', String(trial)];
  return commandLine(['view', asPath(path), ...which, ...configArguments(config), '--out', out]);
}
