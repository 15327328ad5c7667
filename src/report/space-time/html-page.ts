import type { SpaceTimeView } from './space-time.ts';
import { escapeXml } from './svg.ts';

/** Wraps a drawing in a page of its own, with the sentences that tell its steps beside it. */
export function spaceTimePage(title: string, { svg, sentences }: SpaceTimeView): string {
  const steps = sentences.map((sentence) => `<li>${escapeXml(sentence)}</li>`).join('\n');
  const story = steps === '' ? '' : `<h2>What happened</h2>\n<ol>\n${steps}\n</ol>\n`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width">
<title>${escapeXml(title)}</title>
<style>
body{margin:0 auto;padding:0 16px 48px;max-width:1320px;font:14px/1.5 Inter,"Helvetica Neue",Arial,sans-serif;
background:#fff;color:#1b1f24}
@media (prefers-color-scheme:dark){body{background:#14171b;color:#e8eaed}}
svg{max-width:100%;height:auto}h2{font-size:16px}li{margin:2px 0;overflow-wrap:anywhere}
</style>
${svg}${story}</html>
`;
}
