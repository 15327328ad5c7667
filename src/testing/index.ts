/** What tests of a protocol import. */
export { freezeDeep } from '../engine/freeze-deep.ts';
export { type Effect, RecordingContext } from './recording-context.ts';
