import { describe, expect, it } from 'vitest';
import { exported, trials } from './exported.ts';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly events?: readonly { readonly timeUnixNano: string; readonly name: string }[];
}

interface Attribute {
  readonly key: string;
  readonly value: object;
}

/** The fields of opentelemetry.proto.trace.v1.Span, in the lowerCamelCase of JSON. */
const SPAN_FIELDS = [
  'traceId',
  'spanId',
  'traceState',
  'parentSpanId',
  'flags',
  'name',
  'kind',
  'startTimeUnixNano',
  'endTimeUnixNano',
  'attributes',
  'events',
  'links',
  'status',
];

describe.each(trials)('the OTLP of %s', (_, trial) => {
  const file = JSON.parse(exported('otlp', trial));
  const spans: Span[] = file.resourceSpans.flatMap(
    (resource: { scopeSpans: { spans: Span[] }[] }) =>
      resource.scopeSpans.flatMap((scope) => scope.spans),
  );

  it('is a TracesData: resources with a service name, scopes, spans', () => {
    expect(Object.keys(file)).toEqual(['resourceSpans']);
    for (const { resource, scopeSpans, ...rest } of file.resourceSpans) {
      expect(rest).toEqual({});
      expect(resource.attributes[0].key).toBe('service.name');
      for (const { scope } of scopeSpans) expect(scope.name).toBe('coordsim');
    }
  });

  it('knows no field that a span has not', () => {
    for (const span of spans) {
      for (const field of Object.keys(span)) expect(SPAN_FIELDS).toContain(field);
      expect(span.name).not.toBe('');
      expect([1, 2, 3, 4, 5]).toContain(span.kind);
      for (const { value } of span.attributes) {
        expect(['stringValue', 'intValue']).toContain(Object.keys(value).join());
        for (const inner of Object.values(value)) expect(inner).toEqual(expect.any(String));
      }
    }
  });

  it('identifies traces by 16 bytes and spans by 8, in hex, each span once', () => {
    for (const { traceId, spanId, parentSpanId = '0'.repeat(16) } of spans) {
      expect(traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
      expect(spanId).toMatch(/^(?!0{16})[0-9a-f]{16}$/);
      expect(parentSpanId).toMatch(/^[0-9a-f]{16}$/);
    }
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
  });

  it('gives each span a parent of its own trace, or none', () => {
    const traceOf = new Map(spans.map(({ spanId, traceId }) => [spanId, traceId]));
    for (const { traceId, parentSpanId } of spans) {
      if (parentSpanId !== undefined) expect(traceOf.get(parentSpanId)).toBe(traceId);
    }
  });

  it('writes times as strings of nanoseconds, in order', () => {
    for (const { startTimeUnixNano, endTimeUnixNano, events = [] } of spans) {
      for (const time of [
        startTimeUnixNano,
        endTimeUnixNano,
        ...events.map((it) => it.timeUnixNano),
      ]) {
        expect(time).toMatch(/^[1-9][0-9]{17,18}$/);
      }
      expect(BigInt(startTimeUnixNano) <= BigInt(endTimeUnixNano)).toBe(true);
    }
  });
});
