import type { JSX } from 'preact';

interface EventSignProps {
  /** The topic of the event, see `topics.ts`. */
  readonly topic: string;
  readonly x: number;
  readonly y: number;
}

/** The shape that stands for an event: one a topic, and one for all messages. */
export function EventSign({ topic, x, y }: EventSignProps): JSX.Element {
  switch (topic) {
    case 'timer':
      return <path class="hollow" d={`M${x - 4.5} ${y - 4.5}h9l-9 9h9z`} />;
    case 'disk':
      return <rect class="hollow" x={x - 3.5} y={y - 3.5} width={7} height={7} />;
    case 'start':
      return <path d={`M${x - 4.5} ${y + 4}h9L${x} ${y - 5}z`} />;
    case 'fault':
      return <path class="blow" d={`M${x - 4.5} ${y - 4.5}l9 9m0-9l-9 9`} />;
    case 'observation':
      return <path d={`M${x} ${y - 5.5}l5.5 5.5-5.5 5.5-5.5-5.5z`} />;
    default:
      return <circle cx={x} cy={y} r={4} />;
  }
}
