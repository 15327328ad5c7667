import { digestOf } from '../../src/protocols/consensus/pbft/digest.ts';
import { pbft } from '../../src/protocols/consensus/pbft/index.ts';
import type {
  Batch,
  PbftMessage,
  PrePrepare,
} from '../../src/protocols/consensus/pbft/messages.ts';
import type { PbftObservation } from '../../src/protocols/consensus/pbft/observations.ts';
import type { PbftTypes } from '../../src/protocols/consensus/pbft/types.ts';
import { type Script, valuesIn } from './log-stage.ts';

/** The batches of which a message told: elsewhere there are only their digests. */
const batches = new Map<number, string>();

function nameOf(batch: Batch): string {
  batches.set(digestOf(batch), valuesIn(batch));
  return valuesIn(batch);
}

function ofDigest(digest: number): string {
  return batches.get(digest) ?? 'something';
}

function numbered(prePrepares: readonly PrePrepare[]): string {
  const parts = prePrepares.map(({ sequence, batch }) => `${sequence} ${nameOf(batch)}`);
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

function say(message: PbftMessage): string {
  switch (message.type) {
    case 'PrePrepare':
      return `PrePrepare ${message.sequence} in view ${message.view}: ${nameOf(message.batch)}`;
    case 'Prepare':
    case 'Commit': {
      const { type, sequence, view, digest } = message;
      return `${type} ${sequence} in view ${view}: ${ofDigest(digest)}`;
    }
    case 'ViewChange': {
      const certificates = message.certificates.map(
        ({ prePrepare: { sequence, batch, view } }) =>
          `${sequence} ${nameOf(batch)} in view ${view}`,
      );
      const prepared = certificates.length === 0 ? 'nothing' : certificates.join(', ');
      return `ViewChange to view ${message.view}, prepared: ${prepared}`;
    }
    case 'NewView': {
      const whose = message.viewChanges.map(({ replica }) => `n${replica}`).join(', ');
      return `NewView ${message.view} by the view changes of ${whose}: ${numbered(message.prePrepares)}`;
    }
    case 'RelayedRequest':
      return `RelayedRequest ${valuesIn([message.request])}`;
    default:
      return message.type;
  }
}

function tell(observation: PbftObservation): string[] {
  switch (observation.type) {
    case 'Booted':
      return [`starts in view ${observation.view}`];
    case 'Proposed':
      return [`gives number ${observation.sequence} to ${ofDigest(observation.digest)}`];
    case 'Prepared':
      return [`has prepared ${observation.sequence} ${ofDigest(observation.digest)}`];
    case 'Committed':
      return [`commits ${observation.sequence} ${ofDigest(observation.digest)}`];
    case 'Executed':
      return [`executes ${observation.sequence} ${ofDigest(observation.digest)}`];
    case 'ViewChangeStarted':
      return [`leaves for view ${observation.view}`];
    case 'ViewEntered':
      return [`enters view ${observation.view}`];
    case 'NullRequest':
      return [`finds nothing prepared at ${observation.sequence}`];
    default:
      return [];
  }
}

export const pbftScript: Script<PbftTypes> = {
  protocol: pbft,
  timer: 'viewTimeout',
  words: {
    learn: say,
    message: say,
    observations: (made) => made.flatMap(tell),
    response: () => 'answers the client',
  },
  columns: ({ view, isChanging, lastExecuted, machine }) => ({
    view: isChanging ? `leaving for ${view}` : String(view),
    executed: String(lastExecuted),
    value: String(machine.values[0] ?? '–'),
  }),
};
