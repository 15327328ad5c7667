import { render } from 'preact';
import type { ViewedTrial } from '../../src/report/viewer/viewed-trial.ts';
import { Trial } from './model/trial.ts';
import { App } from './ui/app.tsx';
import './style/base.css';
import './style/frame.css';
import './style/events.css';
import './style/details.css';

const root = document.getElementById('app') as HTMLElement;
const text = document.getElementById('trial')?.textContent ?? '';
if (text === '') root.textContent = 'There is no trial in this page; coordsim view writes one.';
else {
  const trial = new Trial(JSON.parse(text) as ViewedTrial);
  document.title = trial.viewed.title;
  render(<App trial={trial} />, root);
}
