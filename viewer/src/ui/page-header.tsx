import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatCount } from '../../../src/report/number-text.ts';
import { formatRound } from '../model/time-scale.ts';
import type { Trial } from '../model/trial.ts';
import { Menu } from './menu.tsx';

interface PageHeaderProps {
  readonly trial: Trial;
  readonly onHelp: () => void;
}

/** What trial this is and how it ended. */
export function PageHeader({ trial, onHelp }: PageHeaderProps): JSX.Element {
  const { viewed } = trial;
  const { title, outcome, protocol, variant } = viewed;
  return (
    <header class="page-header">
      <h1>{title}</h1>
      <span class={`badge ${outcome === 'passed' ? 'good' : 'wrong'}`}>{outcome}</span>
      <span class="soft hide-narrow">
        {protocol}
        {variant === undefined ? '' : ` · variant ${variant}`} · {formatCount(trial.steps.length)}{' '}
        events in {formatRound(viewed.endedAtUs)}
      </span>
      <span class="stretch" />
      <AboutMenu trial={trial} />
      <ThemeButton />
      <button type="button" onClick={onHelp} title="Keys (?)">
        ?
      </button>
    </header>
  );
}

function AboutMenu({ trial }: { readonly trial: Trial }): JSX.Element {
  const { seed, traceHash, command, schedule } = trial.viewed;
  return (
    <Menu label="About" kind="about">
      <dl>
        <dt>Seed</dt>
        <dd>
          <code>{seed}</code>
        </dd>
        <dt>Trace hash</dt>
        <dd>
          <code>{traceHash}</code>
        </dd>
        {command !== undefined && (
          <>
            <dt>This page</dt>
            <dd>
              <code>{command}</code>
            </dd>
          </>
        )}
        <dt>Faults planned</dt>
        <dd>
          {schedule.length === 0 && 'none'}
          <ul>
            {schedule.map(({ text, landed }) => (
              <li key={text} class={landed === 0 ? 'soft' : ''}>
                {text}
                {landed === 0 && ' (never landed)'}
              </li>
            ))}
          </ul>
        </dd>
      </dl>
    </Menu>
  );
}

const THEMES = ['auto', 'light', 'dark'] as const;

function ThemeButton(): JSX.Element {
  const [theme, setTheme] = useState(0);
  const change = (): void => {
    const next = (theme + 1) % THEMES.length;
    setTheme(next);
    document.documentElement.setAttribute('data-theme', THEMES[next] as string);
  };
  return (
    <button type="button" onClick={change} title="Light or dark">
      <span aria-hidden="true">◐</span> {THEMES[theme]}
    </button>
  );
}
