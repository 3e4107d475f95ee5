/** The person's own cards, while there is something to vote on. */
import { useEffect, useRef, useState } from "preact/hooks";
import { isTyping, NOTHING_TYPED, type, walk } from "../pure/hand_keys.ts";
import type { Stay } from "../state/stay.ts";

export function Hand({ stay }: { readonly stay: Stay }) {
  const { ballot } = stay.room.value;
  if (ballot === null || ballot.phase === "revealed") return null;
  if (stay.me.value.role === "observer") {
    return <p class="hand-note">You observe this vote. In the menu you can become a voter.</p>;
  }
  return <Cards stay={stay} ticket_id={ballot.ticket_id} />;
}

function Cards({ stay, ticket_id }: { readonly stay: Stay; readonly ticket_id: string }) {
  const { cards } = stay.room.value.deck;
  const vote = stay.vote.value;
  const chosen = vote?.card ?? null;
  const hand = useRef<HTMLDivElement>(null);
  const typed = useRef(NOTHING_TYPED);
  const [at, setAt] = useState(0);

  const focus = (index: number) => {
    setAt(index);
    hand.current?.querySelectorAll("button")[index]?.focus();
  };

  useEffect(() => {
    // wherever the focus is, unless the person types somewhere else
    const onKey = (event: KeyboardEvent) => {
      if (!isTyping(event) || isElsewhere(event.target)) return;
      const { typed: next, index } = type(event.key, typed.current, { cards, now: Date.now() });
      typed.current = next;
      if (index === null) return;
      event.preventDefault();
      focus(index);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [cards]);

  const onWalk = (event: KeyboardEvent) => {
    const next = walk(event.key, at, cards.length);
    if (next === null) return;
    event.preventDefault();
    focus(next);
  };

  return (
    <section class="hand" aria-label="Your cards">
      <p class="hand-status">
        <Choice chosen={chosen} is_pending={vote?.pending ?? false} is_online={stay.online.value} />
        {chosen !== null && (
          <button
            type="button"
            class="link"
            onClick={() => stay.did(stay.client.withdraw(ticket_id))}
          >
            Take it back
          </button>
        )}
      </p>
      <div class="cards" role="group" aria-label="Pick a card" ref={hand} onKeyDown={onWalk}>
        {cards.map((card, index) => (
          <button
            key={card}
            type="button"
            class="card"
            data-length={[...card].length}
            aria-pressed={card === chosen}
            tabIndex={index === at ? 0 : -1}
            onFocus={() => setAt(index)}
            onClick={() => stay.did(stay.client.vote(ticket_id, card))}
          >
            {card}
          </button>
        ))}
      </div>
      <p class="keys-hint">
        <kbd>←</kbd> <kbd>→</kbd> or type a card, <kbd>Enter</kbd> to pick it
      </p>
    </section>
  );
}

function Choice({ chosen, is_pending, is_online }: {
  readonly chosen: string | null;
  readonly is_pending: boolean;
  readonly is_online: boolean;
}) {
  if (chosen === null) return <span>Pick your card</span>;
  const how = !is_pending ? "" : is_online ? " (sending…)" : " (sent once you are back)";
  return (
    <span>
      You picked <strong>{chosen}</strong>
      {how}
    </span>
  );
}

/** Whether keys belong to something else: a field, a menu, an open dialog. */
function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, dialog") !== null ||
    document.querySelector("dialog[open]") !== null;
}
