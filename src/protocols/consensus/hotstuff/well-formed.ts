import type {
  Block,
  HotStuffMessage,
  Phase,
  QuorumCertificate,
  Request,
  Vote,
  Wish,
} from './messages.ts';

/**
 * A liar may put anything into any field of a message. These tell what has the right shape, so that nothing behind
 * them need ask; whether it is true is another question.
 */

const PHASES: readonly unknown[] = ['prepare', 'preCommit', 'commit', 'generic'] satisfies Phase[];

/** As far as numbers go without losing their last digit when a rank is made of them. */
const LARGEST = 1_000_000_000;

/** The fields that any message may have, with anything in them. */
type Fields = Readonly<
  Partial<
    Record<
      | 'block'
      | 'blocks'
      | 'client'
      | 'committed'
      | 'justify'
      | 'operation'
      | 'parent'
      | 'phase'
      | 'proposer'
      | 'requests'
      | 'type'
      | 'view'
      | 'voter'
      | 'votes'
      | 'wish'
      | 'wishedView'
      | 'wisher'
      | 'wishes',
      unknown
    >
  >
>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function isNatural(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LARGEST;
}

export function isVote(value: unknown): value is Vote {
  if (!isObject(value)) return false;
  return (
    value.type === 'Vote' &&
    PHASES.includes(value.phase) &&
    isNatural(value.view) &&
    typeof value.block === 'string' &&
    isNatural(value.voter)
  );
}

export function isWish(value: unknown): value is Wish {
  return isObject(value) && isNatural(value.wishedView) && isNatural(value.wisher);
}

/** What the client did not sign may be anything, and what it did is what it asked. */
export function isRequest(value: unknown): value is Request {
  return isObject(value) && isNatural(value.client) && isObject(value.operation);
}

function isCertificate(value: unknown): value is QuorumCertificate {
  if (!isObject(value)) return false;
  return (
    PHASES.includes(value.phase) &&
    isNatural(value.view) &&
    typeof value.block === 'string' &&
    Array.isArray(value.votes)
  );
}

function isBlock(value: unknown): value is Block {
  if (!isObject(value)) return false;
  return (
    typeof value.parent === 'string' &&
    isNatural(value.view) &&
    isCertificate(value.justify) &&
    Array.isArray(value.requests) &&
    value.requests.every(isRequest)
  );
}

/** Whether a message has the shape of its type. The elements of lists of votes and wishes are looked at one by one later. */
export function isWellFormed(message: unknown): message is HotStuffMessage {
  if (!isObject(message)) return false;
  switch (message.type) {
    case 'Prepare':
    case 'Generic':
      return isNatural(message.proposer) && isBlock(message.block) && Array.isArray(message.wishes);
    case 'Vote':
      return isVote(message);
    case 'NewView':
      return isWish(message.wish) && isCertificate(message.justify);
    case 'PreCommit':
    case 'Commit':
    case 'Decide':
      return isCertificate(message.justify);
    case 'Fetch':
      return typeof message.block === 'string' && typeof message.committed === 'string';
    case 'Blocks':
      return Array.isArray(message.blocks) && message.blocks.every(isBlock);
    default:
      return false;
  }
}
