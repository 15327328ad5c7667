import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const git = promisify(execFile);

/**
 * The protocols whose code, configs or tests differ from what was last pushed, or from the last commit where nothing
 * tells what was pushed; and the files of their own slow tests.
 *
 * @returns {Promise<{ names: string[], slowTests: string[] }>}
 */
export async function changedProtocols() {
  const pushed = (await linesOf('merge-base', 'HEAD', '@{upstream}'))[0] ?? 'HEAD';
  const changed = [
    ...(await linesOf('diff', '--name-only', pushed)),
    ...(await linesOf('ls-files', '--others', '--exclude-standard')),
  ];
  const known = await linesOf('ls-files', 'sim-configs');
  const all = new Set(known.map((path) => path.split('/')[1] ?? ''));
  const names = [...all].filter((name) => changed.some((path) => path.includes(`/${name}/`)));
  const slow = await linesOf('ls-files', 'test/protocols/**/*.slow.test.ts');
  const slowTests = slow.filter((path) => names.some((name) => path.includes(`/${name}/`)));
  return { names, slowTests };
}

/**
 * @param {...string} args
 * @returns {Promise<string[]>} none where git is missing, or finds nothing
 */
async function linesOf(...args) {
  try {
    const { stdout } = await git('git', args);
    return stdout.split('\n').filter((line) => line !== '');
  } catch {
    return [];
  }
}
