import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../../src/experiment/config/config-error.ts';
import type { Override } from '../../../src/experiment/config/overrides.ts';
import { parseConfig } from '../../../src/experiment/config/parse.ts';
import { registry, source } from './fake-registry.ts';

/**
 * The transcript holds cases between lines of `====`: a title, overrides as `--set key=value`, the config, a line
 * `----`, and the whole message. `npm run rewrite` writes the messages anew, for review as a diff.
 */
const TRANSCRIPT = 'test/experiment/config/bad-configs.txt';

interface Case {
  readonly title: string;
  readonly input: string;
  readonly config: string;
  readonly overrides: readonly Override[];
  readonly message: string;
}

function readTranscript(): Case[] {
  return readFileSync(TRANSCRIPT, 'utf8')
    .split(/^====\n/m)
    .map((section) => {
      const [input = '', message = ''] = section.split(/^----\n/m);
      const [title = '', ...lines] = input.split('\n');
      const overrides = lines
        .filter((line) => line.startsWith('--set '))
        .map((line) => /^--set ([^=]*)=(.*)$/.exec(line) ?? [])
        .map(([, key = '', value = '']) => ({ key, value }));
      const config = lines.filter((line) => !line.startsWith('--set ')).join('\n');
      return { title: title.slice(2), input, config, overrides, message };
    });
}

function messageOf({ config, overrides }: Case): string {
  try {
    return JSON.stringify(parseConfig(config, source(), registry, overrides));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return `${error.message}\n`;
  }
}

const cases = readTranscript();
const { COORDSIM_REWRITE } = process.env;
if (COORDSIM_REWRITE === '1') {
  const sections = cases.map((bad) => `${bad.input}----\n${messageOf(bad)}`);
  writeFileSync(TRANSCRIPT, sections.join('====\n'));
}

describe('a bad config is answered with place, what was found and what is accepted', () => {
  test.each(readTranscript())('$title', (bad) => {
    expect(messageOf(bad)).toBe(bad.message);
  });
});

test('each problem also comes in parts, for programs', () => {
  const config = 'protocol: election\nnodes: 5\nduration: 2\n';
  let problems: unknown;
  try {
    parseConfig(config, source('a/b.yaml'), registry);
  } catch (error) {
    problems = error instanceof ConfigError ? error.problems : undefined;
  }
  expect(problems).toEqual([
    {
      file: 'a/b.yaml',
      line: 3,
      column: 11,
      key: 'duration',
      found: '2',
      accepted: 'a duration such as 5ms (us, ms, s, m, h)',
      message:
        'a/b.yaml:3:11: duration: found 2, which has no unit; write a duration such as 5ms (us, ms, s, m, h)',
      excerpt: '  3 | duration: 2\n    |           ^',
    },
  ]);
});

test('an override is named as the user wrote it', () => {
  const config = 'protocol: election\nnodes: 5\nduration: 2s\n';
  const overrides = [{ key: 'trials', value: '0', written: '--trials 0' }];
  expect(() => parseConfig(config, source(), registry, overrides)).toThrow(
    '--trials 0: found 0, which is too small; write a whole number from 1 to 1,000,000,000',
  );
});
