import { readFileSync } from 'node:fs';
import { assert } from '../../core/assert.ts';
import type { ViewedTrial } from './viewed-trial.ts';

/** Where the template has room for a trial. `npm run build` makes the template of what is in `viewer/`. */
const ROOM = '<script type="application/json" id="trial"></script>';
const TITLE = '<title>coordsim</title>';

/** The viewer's page with a trial in it: one file that needs nothing else, neither network nor server. */
export function viewerPage(trial: ViewedTrial, template: string = readTemplate()): string {
  const room = template.split(ROOM);
  assert(room.length === 2, "The viewer's template has room for exactly one trial.");
  const [before = '', after = ''] = room;
  const titled = before.replace(TITLE, () => `<title>${escapeText(trial.title)}</title>`);
  return `${titled}${ROOM.replace('></', () => `>${embeddedJson(trial)}</`)}${after}`;
}

/**
 * JSON that may stand in a script element: without `<` nothing in it can end the element or begin a comment. As an
 * escape within strings, which is the only place where JSON has it, it means the same.
 */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** The sources have no template: from there, as in tests, that of the build is used. */
function readTemplate(): string {
  const isBuilt = import.meta.url.endsWith('.js');
  const path = isBuilt ? './template.html' : '../../../dist/report/viewer/template.html';
  const file = new URL(path, import.meta.url);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`There is no ${file.pathname}; npm run build makes it.`, { cause: error });
  }
}
