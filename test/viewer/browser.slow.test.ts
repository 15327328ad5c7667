import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { recordTrial } from '../../src/experiment/state-recording.ts';
import { viewTrial } from '../../src/report/viewer/view-trial.ts';
import { viewerPage } from '../../src/report/viewer/viewer-page.ts';
import { planOf } from '../configs.ts';
import { recordedViolation } from './recorded.ts';

const CHROMIUM = '/usr/bin/chromium';
// Nothing of the browser itself may talk to anyone while it is watched.
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const folder = mkdtempSync(join(tmpdir(), 'coordsim-viewer-'));
const stalePage = join(folder, 'stale.html');
const crashPage = join(folder, 'crash.html');
const liarPage = join(folder, 'liar.html');
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: string[];
let requests: string[];

beforeAll(async () => {
  if (!existsSync(CHROMIUM)) {
    throw new Error(`There is no ${CHROMIUM}; install it: apt-get install -y chromium`);
  }
  const stale = recordedViolation('raft/mutants/unconfirmed-reads.yaml');
  writeFileSync(stalePage, viewerPage(viewTrial(stale)));
  const crash = recordTrial(planOf('raft/leader-crash.yaml'), 0);
  writeFileSync(crashPage, viewerPage(viewTrial(crash)));
  const liar = recordedViolation('multi-round-voting/mutants/seed-naive-unsigned-votes.yaml');
  writeFileSync(liarPage, viewerPage(viewTrial(liar)));
  // A profile of its own, new each time, is made by the launch.
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
  complaints = [];
  requests = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('request', (request) => requests.push(request.url()));
});

afterEach(async () => {
  expect(complaints).toEqual([]);
  expect(requests.filter((url) => !/^(file|data):/.test(url))).toEqual([]);
  expect(requests.filter((url) => url.startsWith('file:'))).toHaveLength(1);
  await context.close();
});

const present = '.row.present';

async function open(file: string, place = ''): Promise<void> {
  await page.goto(`${pathToFileURL(file)}${place}`);
  await page.locator(present).waitFor();
}

async function presentEvent(): Promise<string> {
  return (await page.locator('[data-testid=event] h2').innerText()).replace(/\s+/g, ' ');
}

test('opens from the file where the property broke, and marks the facts', async () => {
  await open(stalePage);
  const violation = page.locator('.violation');
  expect(await violation.innerText()).toContain('Fresh Reads');
  expect(await violation.locator('.fact').count()).toBe(2);
  expect(await page.locator(`${present} .chip.is-fact`).innerText()).toBe('ReadServed');
  expect(await page.locator('.ruler .fact-mark').count()).toBe(2);
  await violation.locator('.fact').first().click();
  expect(await page.locator(`${present} .chip.is-fact`).count()).toBe(1);
  expect(await presentEvent()).toContain('answer');
});

test('shows who lies, from when on, and in whose name', async () => {
  await open(liarPage);
  expect(await page.locator('.violation').innerText()).toContain('Sound Detection');
  expect(await page.locator('.ruler .span.corrupt').count()).toBeGreaterThan(0);
  expect(await page.locator('.lane-head.corrupt').count()).toBe(
    await page.locator('.ruler .span.corrupt').count(),
  );
  expect(await page.locator('.node-lane .corrupt .stripe').count()).toBeGreaterThan(0);
  expect(await page.locator('.state .badge.wrong').first().innerText()).toBe('lies');
  expect(await page.locator('body').innerText()).not.toMatch(/undefined|NaN|\[object/);
});

test('steps event by event, and back', async () => {
  await open(crashPage);
  await page.keyboard.press('Home');
  const first = await presentEvent();
  await page.keyboard.press('ArrowRight');
  const second = await presentEvent();
  await page.keyboard.press('j');
  const third = await presentEvent();
  expect(new Set([first, second, third]).size).toBe(3);
  await page.keyboard.press('k');
  expect(await presentEvent()).toBe(second);
  await page.keyboard.press('ArrowLeft');
  expect(await presentEvent()).toBe(first);
});

test('plays until it is told to pause', async () => {
  await open(crashPage);
  await page.getByLabel('Events per second').selectOption('50');
  const before = await presentEvent();
  await page.locator('.play').click();
  await expect.poll(presentEvent).not.toBe(before);
  expect(await page.locator('.play').innerText()).toBe('Pause');
  await page.locator('.play').click();
  expect(await page.locator('.play').innerText()).toBe('Play');
});

test('shows what an event changed in the memory of its node', async () => {
  await open(crashPage);
  await page.getByLabel('Search events').fill('BecameLeader');
  await page.getByLabel('Search events').press('Enter');
  const changes = page.locator('[data-testid=changes]');
  expect(await changes.innerText()).toMatch(/role\s+'candidate'\s+→\s+'leader'/);
  const changed = page.locator('[data-testid=state] td.changed');
  expect(await changed.allInnerTexts()).toContain('leader');
  expect(await page.locator('[data-testid=state] .badge.duty').innerText()).toBe('leader');
});

test('follows a delivery to its sending, to what the sender reacted to, and back', async () => {
  await open(crashPage);
  await page.getByLabel('Search events').fill('CommitAdvanced');
  await page.getByLabel('Search events').press('Enter');
  await page.keyboard.press('Escape');
  await page.locator(present).click();
  const delivery = await presentEvent();
  const [, from, to] = /^(n\d) → (n\d) AppendEntriesReply/.exec(delivery) ?? [];
  const cause = page.locator('[data-testid=cause]');
  expect(await cause.innerText()).toContain(`${from} sent AppendEntriesReply to ${to}`);
  await cause.click();
  expect(await page.locator(`${present} .chip.present`).innerText()).toBe(
    `AppendEntriesReply → ${to}`,
  );
  await page.keyboard.press('c');
  const reacted = await page.locator('[data-testid=event] h2').innerText();
  expect(reacted).toContain('AppendEntries');
  await page.keyboard.press('b');
  await page.keyboard.press('b');
  expect(await presentEvent()).toBe(delivery);
});

test('follows a sending to its arrival', async () => {
  await open(crashPage);
  await page.getByLabel('Search events').fill('StartedPreVote');
  await page.getByLabel('Search events').press('Enter');
  await page.locator('[data-testid=arrival]').first().click();
  expect(await presentEvent()).toMatch(/^n\d → n\d PreVote /);
});

test('hides nodes and types of message, and shows them again', async () => {
  await open(crashPage);
  const all = await page.locator('.toolbar').innerText();
  await page.locator('.topic', { hasText: /^RequestVote \d/ }).click({ modifiers: ['Shift'] });
  await page.locator('.lane-head', { hasText: 'n0' }).click();
  expect(await page.locator('.toolbar').innerText()).toMatch(/of \d+ shown/);
  const names = await page.locator('.row').allInnerTexts();
  expect(names.length).toBeGreaterThan(2);
  await page.getByText('show all').click();
  expect(await page.locator('.toolbar').innerText()).toBe(all);
});

test('jumps to faults, and tells what led to a violation', async () => {
  await open(stalePage);
  await page.keyboard.press('F');
  expect(await presentEvent()).toMatch(/cut between/);
  await page.getByRole('button', { name: 'What led there' }).click();
  const story = page.locator('.story li');
  expect(await story.count()).toBeGreaterThan(5);
  await story.last().locator('button').click();
  expect(await page.locator(`${present} .chip.is-fact`).count()).toBe(1);
});

test('draws only the rows in sight, however many there are', async () => {
  await open(crashPage);
  expect(await page.locator('.row').count()).toBeLessThan(80);
  await page.keyboard.press('End');
  expect(await page.locator(present).isVisible()).toBe(true);
  expect(await page.locator('.row').count()).toBeLessThan(80);
});

test('keeps its place in the address', async () => {
  await open(crashPage, '#r=700');
  const there = await presentEvent();
  await page.keyboard.press('j');
  await expect.poll(() => page.url()).not.toContain('#r=700');
  await page.reload();
  expect(await presentEvent()).not.toBe(there);
  requests.pop();
});

test('is read by screen readers and worked by keys alone', async () => {
  await open(crashPage);
  await page.keyboard.press('j');
  const status = page.getByRole('status');
  expect(await status.innerText()).not.toBe('');
  const selected = page.locator('[role=listbox]').getByRole('option', { selected: true });
  expect(await selected.count()).toBe(1);
  await page.keyboard.press('?');
  expect(await page.getByRole('dialog').isVisible()).toBe(true);
  await page.keyboard.press('Escape');
  expect(await page.getByRole('dialog').isVisible()).toBe(false);
  const unnamed = page.locator('button').filter({ hasNotText: /\S/ });
  expect(await unnamed.count()).toBe(0);
});

test.each(['light', 'dark'] as const)('has colours for %s surroundings', async (colorScheme) => {
  await page.emulateMedia({ colorScheme });
  await open(crashPage);
  const paper = await page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
  expect(paper).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(20, 23, 27)');
});
