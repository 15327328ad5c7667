import { exportChromeTrace } from './chrome-trace.ts';
import { exportItf } from './itf.ts';
import { exportMermaid } from './mermaid.ts';
import { exportNdjson } from './ndjson.ts';
import { exportOtlp } from './otlp.ts';
import { exportShiViz } from './shiviz.ts';
import type { ExportedTrial } from './trial-export.ts';

/** A format that other tools read. */
export interface ExportFormat {
  readonly name: string;
  /** What reads it. */
  readonly sentence: string;
  /** Writes a trial in pieces, to be put together without anything between. */
  readonly write: (trial: ExportedTrial) => Iterable<string>;
}

/** Every format, by name. */
export const exportFormats: readonly ExportFormat[] = [
  { name: 'chrome', sentence: 'Trace Event Format, for ui.perfetto.dev', write: exportChromeTrace },
  { name: 'itf', sentence: 'Informal Trace Format, for Quint and tools of TLA+', write: exportItf },
  { name: 'mermaid', sentence: 'sequence diagram, for Markdown', write: exportMermaid },
  { name: 'ndjson', sentence: 'a record a line, for scripts', write: exportNdjson },
  { name: 'otlp', sentence: 'OpenTelemetry spans, for Jaeger and the like', write: exportOtlp },
  { name: 'shiviz', sentence: 'log with vector clocks, for ShiViz', write: exportShiViz },
];
