/** What an event of the queue is, and what its fields a, b, c and payload mean. */

/** payload: a function to call. */
export const CALLBACK = 0;
/** a: from, b: to, c: the trace record of its sending, payload: the message. */
export const MESSAGE = 1;
/** a: node, b: the timer's number, c: what it is about, payload: the timer's name. */
export const TIMER = 2;
/** a: node, payload: the journal position that becomes durable. */
export const DISK = 3;
/** a: the client's endpoint, b: the node, c: as for a message, payload: the request. */
export const REQUEST = 4;
/** a: node, b: the client's endpoint, c: as for a message, payload: an answer. */
export const RESPONSE = 5;
/** a: client. It begins its next operation. */
export const CLIENT_NEXT = 6;
/** a: client, b: the operation's sequence. No answer came in time. */
export const CLIENT_TIMEOUT = 7;
/** a: client, b: the operation's sequence. It asks again after a pause. */
export const CLIENT_RETRY = 8;
/** a: whom the recipient takes for its sender, b: to, c: as for a message, payload: a `Lie`. */
export const LIE = 9;
