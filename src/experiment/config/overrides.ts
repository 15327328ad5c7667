import { parseDocument } from 'yaml';
import { describeValue } from '../../core/schema.ts';
import { formatPath } from './config-error.ts';
import { isMap } from './forms.ts';

/** One value that the command line puts in place of the config's. */
export interface Override {
  /** A dotted path such as `network.loss` or `faults.0.for`. */
  readonly key: string;
  /** The value as YAML. */
  readonly value: string;
  /** How the user wrote it, for errors; `--set key=value` where absent. */
  readonly written?: string;
}

/** An override that found its place, or did not. */
export interface AppliedOverride {
  readonly path: readonly string[];
  /** The part of the path below which nothing is from the file: the maps that had to be made are the override's. */
  readonly owns: readonly string[];
  readonly written: string;
  /** Why it could not be applied. */
  readonly problem?: { readonly found: string; readonly sentence: string };
}

/** Puts each override into the config, in order. The config itself is not changed. */
export function applyOverrides(
  config: unknown,
  overrides: readonly Override[],
): { readonly config: unknown; readonly applied: readonly AppliedOverride[] } {
  let result = config;
  const applied = overrides.map((override): AppliedOverride => {
    const written = override.written ?? `--set ${override.key}=${override.value}`;
    const path = override.key.replace(/\[(\d+)\]/g, '.$1').split('.');
    try {
      if (path.includes('')) throw new NoPlace(override.key, 'which is no key');
      const owns = ownedBy(path, result);
      result = replaced(result, path, 0, readValue(override.value));
      return { path, owns, written };
    } catch (error) {
      if (!(error instanceof NoPlace)) throw error;
      const { found, reason } = error;
      const sentence = `found ${found === '' ? 'nothing' : found}, ${reason}`;
      return { path, owns: path, written, problem: { found, sentence } };
    }
  });
  return { config: result, applied };
}

/** The path as far as the first key whose value is not in the config, or is neither a map nor a list. */
function ownedBy(path: readonly string[], config: unknown): readonly string[] {
  let value = config;
  for (const [index, key] of path.slice(0, -1).entries()) {
    const isHeld = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    value = isHeld ? (value as Record<string, unknown>)[key] : undefined;
    if (typeof value !== 'object' || value === null) return path.slice(0, index + 1);
  }
  return path;
}

class NoPlace extends Error {
  readonly found: string;
  readonly reason: string;

  constructor(found: string, reason: string) {
    super(`${found}: ${reason}`);
    this.found = found;
    this.reason = reason;
  }
}

function readValue(yaml: string): unknown {
  try {
    const document = parseDocument(yaml, {
      logLevel: 'error',
      prettyErrors: false,
      stringKeys: true,
    });
    const [error] = document.errors;
    if (error === undefined) return document.toJS();
    throw new NoPlace(describeValue(yaml), `which is not YAML: ${error.message}`);
  } catch (error) {
    if (error instanceof NoPlace) throw error;
    throw new NoPlace(describeValue(yaml), 'which cannot be read as YAML');
  }
}

function replaced(whole: unknown, path: readonly string[], depth: number, value: unknown): unknown {
  const key = path[depth];
  if (key === undefined) return value;
  const here = () => formatPath(path.slice(0, depth));
  if (Array.isArray(whole)) {
    const index = /^\d+$/.test(key) ? Number(key) : whole.length;
    if (index >= whole.length) {
      const reason = `which is no item of ${here()}; write an index from 0 to ${whole.length - 1}`;
      throw new NoPlace(`'${key}'`, whole.length === 0 ? `but ${here()} is empty` : reason);
    }
    return whole.with(index, replaced(whole[index], path, depth + 1, value));
  }
  if (whole !== undefined && whole !== null && !isMap(whole)) {
    throw new NoPlace(`'${key}'`, `but ${here()} is ${describeValue(whole)}, which has no keys`);
  }
  const entries = new Map(Object.entries(whole ?? {}));
  entries.set(key, replaced(entries.get(key), path, depth + 1, value));
  return Object.fromEntries(entries);
}
