import type { AnyMessage, Deed } from '../../core/byzantine.ts';
import type { Liar } from './liar.ts';
import type { Draft, Scheme } from './scheme.ts';

/** What a behaviour makes of one message; `next` passes a draft on. */
type Effect = (draft: Draft, scheme: Scheme, liar: Liar, next: (draft: Draft) => void) => void;

const passOn: Effect = (draft, _scheme, _liar, next) => next(draft);

/** What each behaviour makes of a message that it concerns. Impersonation and amnesia do nothing to what is sent. */
export const deeds: Readonly<Record<Deed['does'], Effect>> = {
  silence: (_draft, scheme) => scheme.landed(),

  omit(draft, scheme, _liar, next) {
    if (scheme.names(draft.to)) scheme.landed();
    else next(draft);
  },

  delay(draft, scheme, liar, next) {
    scheme.landed();
    liar.adversary.later(of(scheme, 'delay').byUs, () => next(draft));
  },

  withhold(draft, scheme) {
    scheme.landed();
    scheme.kept.push(draft);
  },

  duplicate(draft, scheme, _liar, next) {
    scheme.landed();
    next(draft);
    next(draft);
  },

  replay(draft, scheme, liar, next) {
    next(draft);
    const { adversary, self } = liar;
    const { adversaryRng, dialect } = adversary.surface;
    const roundOf = (message: AnyMessage) => dialect.roundOf?.(message);
    const earlier = adversary.memoryOf(self).earlierThan(draft.message, roundOf, adversaryRng);
    if (earlier === undefined) return;
    scheme.landed();
    const claimed = dialect.authenticatedChannels ? self : earlier.from;
    next({ to: draft.to, message: earlier.message, claimed });
  },

  reorder(draft, scheme, liar, next) {
    scheme.kept.push(draft);
    if (scheme.kept.length > 1) return;
    const { adversary } = liar;
    adversary.later(0, () => {
      const drafts = scheme.kept.splice(0);
      if (drafts.length > 1) scheme.landed();
      for (const shuffled of adversary.surface.adversaryRng.shuffled(drafts)) next(shuffled);
    });
  },

  mutate(draft, scheme, liar, next) {
    tellOtherVersion(draft, scheme, liar, next, of(scheme, 'mutate').field);
  },

  equivocate(draft, scheme, liar, next) {
    if (scheme.names(draft.to)) {
      tellOtherVersion(draft, scheme, liar, next, of(scheme, 'equivocate').field);
    } else next(draft);
  },

  lie(draft, scheme, liar, next) {
    const { adversary, self } = liar;
    const { surface, liars } = adversary;
    const { name } = of(scheme, 'lie');
    const lie = surface.dialect.lies?.find((known) => known.name === name);
    if (lie === undefined || draft.message.type === 'Response') return next(draft);
    const { nodeCount, adversaryRng: rng } = surface;
    const seen = (type: string) => adversary.memoryOf(self).ofType(type);
    const told = lie.tell(draft.message, { self, nodeCount, to: draft.to, rng, liars, seen });
    if (told !== draft.message) scheme.landed();
    if (told !== undefined) next({ ...draft, message: adversary.signed(self, told) });
  },

  impersonate: passOn,
  amnesia: passOn,
  twins: passOn,
};

function tellOtherVersion(
  draft: Draft,
  scheme: Scheme,
  liar: Liar,
  next: (draft: Draft) => void,
  field: string | undefined,
): void {
  const version = liar.adversary.otherVersionOf(liar.self, draft.message, field);
  if (version !== undefined) scheme.landed();
  next({ ...draft, message: version ?? draft.message });
}

/** The behaviour of a scheme, which the table above has told apart. */
function of<Does extends Deed['does']>(
  { behavior }: Scheme,
  _does: Does,
): Extract<Deed, { does: Does }> {
  return behavior as Extract<Deed, { does: Does }>;
}
