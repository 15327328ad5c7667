/** How many message types have a colour of their own. */
export const COLOURS = 6;

/**
 * The colours are those of [Okabe 2008], which people with any kind of colour vision tell apart, darkened or lightened
 * until thin lines and small text are readable. Vermilion is for what went wrong and nothing else.
 */
export const STYLE: string = `
.space-time{--paper:#fff;--ink:#1b1f24;--soft:#5c6570;--faint:#c3c9d0;--shade:#eceff3;--wrong:#c2410c;
--m0:#0060a8;--m1:#a86400;--m2:#007a56;--m3:#a03c78;--m4:#2687bd;--m5:#6d6a00;--mc:#6b7480;
font-family:Inter,"Helvetica Neue",Helvetica,Arial,"Liberation Sans",sans-serif;font-size:11px;fill:var(--ink)}
@media (prefers-color-scheme:dark){.space-time{--paper:#14171b;--ink:#e8eaed;--soft:#a2abb5;--faint:#48505a;
--shade:#22272e;--wrong:#ff8552;--m0:#6cb6ff;--m1:#f0b23c;--m2:#46c99c;--m3:#e59cc8;--m4:#8fd3f7;--m5:#cfc94a;
--mc:#9aa4af}}
.space-time .paper{fill:var(--paper)}
.space-time text{paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round}
.space-time .title{font-size:15px;font-weight:600}.space-time .broken{font-weight:600;fill:var(--wrong)}
.space-time .soft{fill:var(--soft)}.space-time .time{font-size:9.5px;fill:var(--soft);text-anchor:end}
.space-time .name{font-size:12px;font-weight:600;text-anchor:middle;stroke:none}
.space-time .role{font-size:9.5px;fill:var(--soft);text-anchor:middle;stroke:none}
.space-time .head{fill:var(--shade);stroke:var(--faint)}
.space-time .life{stroke:var(--ink);stroke-width:1.3}.space-time .paused{stroke-dasharray:4 3}
.space-time .corrupt{stroke:var(--wrong);stroke-width:7;opacity:.3}.space-time .liar{stroke:var(--wrong)}
.space-time .down{stroke:var(--faint);stroke-dasharray:1 4}
.space-time .cut{fill:url(#hatch)}.space-time .hatch{stroke:var(--faint);stroke-width:1}
.space-time .bar{stroke:var(--faint);stroke-width:5}.space-time .tick{stroke:var(--soft);stroke-width:1.4}
.space-time .break{stroke:var(--faint);stroke-dasharray:2 3}
.space-time .arrow{fill:none;stroke-width:1.2}.space-time .client{stroke-dasharray:3 2}
.space-time .flight{font-size:9.5px;text-anchor:middle}
.space-time .ground{fill:var(--paper);opacity:.84}
.space-time .dot{fill:var(--ink);stroke:var(--paper);stroke-width:1}
.space-time .note{font-size:10px}.space-time .faint{font-size:9px;fill:var(--soft)}
.space-time .wrong{stroke:var(--wrong);stroke-width:1.8;fill:none}
.space-time .blow{font-size:10px;fill:var(--wrong)}
.space-time .ring{fill:var(--paper);stroke:var(--wrong);stroke-width:2}
.space-time .number{font-size:9px;font-weight:700;fill:var(--wrong);text-anchor:middle;stroke:none}
.space-time .fact{font-size:10.5px;font-weight:600;fill:var(--wrong)}
${Array.from({ length: COLOURS }, (_, colour) => colourRule(`m${colour}`)).join('\n')}
${colourRule('mc')}
`;

function colourRule(name: string): string {
  return (
    `.space-time .${name}{stroke:var(--${name})}.space-time .${name}f{fill:var(--${name})}` +
    `.space-time text.${name}t{fill:var(--${name})}`
  );
}
