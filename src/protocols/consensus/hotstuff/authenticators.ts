import type { HotStuffMessage } from './messages.ts';

/**
 * How many authenticators a message brings its recipient: signatures, partial signatures, and threshold signatures,
 * each counted as one [HotStuff §3, Complexity measure]. What clients signed is not counted.
 */
export function authenticatorsIn(message: HotStuffMessage): number {
  switch (message.type) {
    case 'Vote':
    case 'PreCommit':
    case 'Commit':
    case 'Decide':
      return 1;
    case 'NewView':
      return 2;
    case 'Prepare':
    case 'Generic':
      return message.wishes.length === 0 ? 2 : 3;
    case 'Fetch':
      return 0;
    case 'Blocks':
      return message.blocks.length;
  }
}
