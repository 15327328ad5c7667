import { useEffect, useRef } from 'preact/hooks';
import { type Session, stepBy } from './session.ts';

/** Steps on by itself while the view plays, up to the last event. */
export function usePlayer(session: Session): void {
  const present = useRef(session);
  present.current = session;
  const { isPlaying, stepsPerSecond } = session.view;
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setInterval(() => {
      const { visible, step, dispatch } = present.current;
      if (step.index === visible.atRow(visible.count - 1)) {
        dispatch({ type: 'play', isPlaying: false });
      } else stepBy(present.current, 1);
    }, 1_000 / stepsPerSecond);
    return () => clearInterval(timer);
  }, [isPlaying, stepsPerSecond]);
}
