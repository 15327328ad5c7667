import type { JSX } from 'preact';
import { ChangeList } from './change-list.tsx';
import { EventCard } from './event-card.tsx';
import type { Session } from './session.ts';
import { StateTable } from './state-table.tsx';
import { Story } from './story.tsx';

/** What happens at the cursor, what it changed, and the memory of every node then. */
export function Details({ session }: { readonly session: Session }): JSX.Element {
  return (
    <section class="details-pane" aria-label="The event">
      <Story session={session} />
      <EventCard session={session} />
      <ChangeList session={session} />
      <StateTable session={session} />
    </section>
  );
}
