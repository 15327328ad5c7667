import type { JSX } from 'preact';
import { LEFT_OUT, type PlainValue } from '../../../src/experiment/plain-state.ts';

/** Prints a whole plain value: lists of objects an item a line. */
export function ValueText({ value }: { readonly value: PlainValue | undefined }): JSX.Element {
  if (Array.isArray(value) && value.some((item) => typeof item === 'object' && item !== null)) {
    return (
      <ol class="items" start={0}>
        {value.map((item, index) => (
          <li key={index}>{fullText(item)}</li>
        ))}
      </ol>
    );
  }
  return <>{fullText(value)}</>;
}

/** Prints a plain value in one line, leaving out nothing that is there. */
export function fullText(value: PlainValue | undefined): string {
  if (value === undefined) return '–';
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(fullText).join(', ')}]`;
  const members = Object.entries(value).map(([name, member]) =>
    name === LEFT_OUT ? `… ${String(member)} more` : `${name}: ${fullText(member)}`,
  );
  return `{${members.join(', ')}}`;
}
