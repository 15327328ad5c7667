import { describe, expect, test } from 'vitest';
import { recordTrial } from '../../src/experiment/state-recording.ts';
import { packTrace, unpackTrace } from '../../src/report/viewer/trace-columns.ts';
import { viewTrial } from '../../src/report/viewer/view-trial.ts';
import type { ViewedTrial } from '../../src/report/viewer/viewed-trial.ts';
import { embeddedJson, viewerPage } from '../../src/report/viewer/viewer-page.ts';
import { planOf } from '../configs.ts';
import { recordedViolation } from './recorded.ts';

const recordedStaleRead = recordedViolation('raft/mutants/unconfirmed-reads.yaml');
const hostile = '</script><script>alert(1)</script><!-- \u2028 $& $1 \ud800';

describe('a trial in a page', () => {
  test('cannot end the element that it stands in', () => {
    const text = embeddedJson({ value: hostile });
    expect(text).not.toContain('<');
    expect(JSON.parse(text)).toEqual({ value: hostile });
  });

  test('stands in its template as it is, whatever it holds', () => {
    const template =
      '<title>coordsim</title><script type="application/json" id="trial"></script><p>end</p>';
    const trial = { title: hostile } as ViewedTrial;
    const page = viewerPage(trial, template);
    const [, embedded] = /id="trial">(.*?)<\/script><p>end/s.exec(page) ?? [];
    expect(JSON.parse(embedded ?? '')).toEqual(trial);
    expect(page.match(/<title>(.*?)<\/title>/s)?.[1]).not.toContain('<script');
  });

  test('has a page for itself: nothing is asked of a network', () => {
    const page = viewerPage(stale());
    expect(page).not.toMatch(/\s(src|href)="(?!data:)/);
    expect(page).not.toMatch(/@import|url\((?!#)/);
    expect(page).toContain("default-src 'none'");
  });

  test('is small: two seconds of Raft under load take less than 1.5 MB', () => {
    const page = viewerPage(viewTrial(recordTrial(planOf('raft/speed-loaded.yaml'), 0)));
    expect(Buffer.byteLength(page)).toBeLessThan(1_500_000);
  });

  test('is the same each time', () => {
    expect(embeddedJson(stale())).toBe(embeddedJson(stale()));
  });
});

test('a packed trace is the trace', () => {
  const { trace } = recordTrial(planOf('raft/chaos-3.yaml'), 2);
  const packed = JSON.parse(JSON.stringify(packTrace(trace)));
  const records = unpackTrace(packed);
  expect(records).toHaveLength(trace.length);
  for (const { content, index, ...record } of trace) {
    expect(records[index]).toMatchObject(record);
    expect(records[index]?.content).toEqual(
      content === undefined ? undefined : JSON.parse(JSON.stringify(content)),
    );
  }
});

test('the facts of a violation are records of the trace', () => {
  const { record, trace } = recordedStaleRead;
  const facts = stale().violations[0]?.facts.map((fact) => trace.at(fact));
  expect(facts?.map(({ atUs, at, content }) => ({ atUs, node: at, observation: content }))).toEqual(
    record.violation?.facts,
  );
});

function stale(): ViewedTrial {
  return viewTrial(recordedStaleRead);
}
