import { useEffect } from 'preact/hooks';
import type { Session } from './session.ts';

/** Browsers refuse an address that changes all the time. */
const SETTLE_MS = 250;

/** Keeps the cursor in the address, so that a place in a trial can be passed on, and goes where an address leads. */
export function useCursorInAddress({ view, trial, dispatch }: Session): void {
  useEffect(() => {
    const timer = setTimeout(() => history.replaceState(null, '', `#r=${view.cursor}`), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [view.cursor]);
  useEffect(() => {
    const listen = (): void => {
      const asked = Number(/^#r=(\d+)$/.exec(location.hash)?.[1]);
      if (asked < trial.records.length) dispatch({ type: 'leap', to: asked });
    };
    window.addEventListener('hashchange', listen);
    return () => window.removeEventListener('hashchange', listen);
  }, [trial, dispatch]);
}
