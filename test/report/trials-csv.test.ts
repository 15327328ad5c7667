import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { TrialRecord } from '../../src/experiment/trial-record.ts';
import { camelCase, trialColumns } from '../../src/report/trial-columns.ts';
import { parseTrialRow, trialRow } from '../../src/report/trials-csv.ts';
import { readTrials, TrialsWriter } from '../../src/report/trials-file.ts';
import { echoPlan, record } from './batches.ts';

const columns = trialColumns(echoPlan({ faults: [{ at: '5ms', crash: 0 }] }));
const full = record(3, {
  faultsPlanned: 4,
  faultsLanded: 3,
  familiesPlanned: ['crash', 'partition'],
  families: ['crash'],
  linesLanded: [2],
  metrics: [12_345.678_9],
});

test('the columns are those of the protocol between those of every trial', () => {
  expect(columns.names).toEqual([
    ...['protocol', 'variant', 'nodes', 'nemesis', 'policy', 'trial', 'seed', 'outcome'],
    ...['faithfulEcho', 'everyPingEchoed', 'pingResent'],
    ...['faithfulEchoExercises', 'everyPingEchoedExercises', 'pingResentExercises'],
    'roundTripUs',
    ...['faultsPlanned', 'faultsLanded', 'familiesPlanned', 'familiesLanded', 'fault1Landed'],
    ...['messagesSent', 'messagesDelivered', 'bytesSent', 'events', 'endedAtUs', 'traceHash'],
  ]);
});

test('a row has a cell for each column', () => {
  expect(trialRow(columns, full)).toEqual([
    ...['echo', '', 2, 'none', '', 3, '1:3', 'passed'],
    ...['holds', 'holds', 'not exercised', 1, 1, 0],
    12_345.678_9,
    ...[4, 3, 'crash+partition', 'crash', 2],
    ...[2, 2, 200, 2, 1_000_000, '00000000000000e1'],
  ]);
});

test('a row reads back as the record that it was written from', () => {
  const cells = trialRow(columns, full).map((cell) => String(cell ?? ''));
  expect(parseTrialRow(columns, cells, 3)).toEqual(full);
});

test.each<[string, string, string]>([
  ['outcome', 'lost', "outcome: found 'lost'; accepted: passed, unsafe, stuck, exhausted"],
  ['trial', '4', "trial: found '4'; accepted: '3'"],
  ['seed', '2:3', "seed: found '2:3'; accepted: '1:3'"],
  ['nodes', '5', "nodes: found '5'; accepted: '2'"],
  ['events', '1.5', "events: found '1.5'; accepted: a whole number"],
  ['events', '', "events: found ''; accepted: a whole number"],
  ['roundTripUs', '1ms', "roundTripUs: found '1ms'; accepted: a number or nothing"],
  [
    'pingResent',
    'true',
    "pingResent: found 'true'; accepted: holds, violated, not exercised, unknown",
  ],
])('a row whose %s is %s is refused', (name, text, message) => {
  const cells = trialRow(columns, full).map((cell) => String(cell ?? ''));
  cells[columns.names.indexOf(name)] = text;
  expect(() => parseTrialRow(columns, cells, 3)).toThrow(message);
});

test('a row with a cell too few is refused', () => {
  const cells = trialRow(columns, full).map((cell) => String(cell ?? ''));
  expect(() => parseTrialRow(columns, cells.slice(1), 3)).toThrow('found 25 cells; a row has 26');
});

test.each([
  ['Leader Append-Only', 'leaderAppendOnly'],
  ['Election Safety', 'electionSafety'],
  ['AC1', 'ac1'],
  ['AC1: Uniform agreement', 'ac1UniformAgreement'],
  ['exactly-once', 'exactlyOnce'],
])('the column of %s is %s', (name, column) => {
  expect(camelCase(name)).toBe(column);
});

test('two columns of one name are refused', () => {
  const plan = echoPlan();
  const twice = { ...plan, columns: [...plan.columns, 'events'] };
  expect(() => trialColumns(twice)).toThrow("Two columns of trials.csv would be called 'events'");
});

test('a file reads back as the records that were written, without a torn last row', async () => {
  const path = scratchFile();
  const lines = trialColumns(echoPlan());
  const records = [0, 1, 2].map((trial) => record(trial, { metrics: [undefined] }));
  const writer = new TrialsWriter(path, lines, 'create');
  for (const each of records) await writer.write(each);
  await writer.close();
  const text = readFileSync(path, 'utf8');
  expect(text.split('\n')[1]).toBe(
    'echo,,2,none,,0,1:0,passed,holds,holds,not exercised,1,1,0,,0,0,,,2,2,200,2,1000000,00000000000000e1',
  );
  expect(await read(path)).toEqual(records);

  writeFileSync(path, text.slice(0, -1));
  expect(await read(path)).toEqual(records.slice(0, 2));
});

test('a file of other columns is refused with the first that differs', async () => {
  const path = scratchFile();
  writeFileSync(path, 'protocol,variant,nodes,enemies\n');
  await expect(read(path)).rejects.toThrow(
    `${path}:1: column 4 of the header: found 'enemies'; accepted: 'nemesis'`,
  );
});

test('a file that is no CSV is refused', async () => {
  const path = scratchFile();
  writeFileSync(path, 'a"b,c\n"d\n');
  await expect(read(path)).rejects.toThrow(path);
});

test('a disk that fails is heard of', async () => {
  const writer = new TrialsWriter('/nowhere/trials.csv', columns, 'create');
  await expect(writer.close()).rejects.toThrow('ENOENT');
});

async function read(path: string): Promise<TrialRecord[]> {
  const records: TrialRecord[] = [];
  for await (const stored of readTrials(path, trialColumns(echoPlan())))
    records.push(stored.record);
  return records;
}

function scratchFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'coordsim-csv-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'trials.csv');
}
