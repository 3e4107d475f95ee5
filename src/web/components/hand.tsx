/** The person's own cards, while there is something to vote on. */
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { openBallot } from "../../client/mod.ts";
import { isTyping, NOTHING_TYPED, type, walk } from "../pure/hand_keys.ts";
import { words } from "../languages/words.ts";
import { areKeysTaken, SettingsContext } from "../state/page_keys.ts";
import type { RoomSession } from "../state/room_session.ts";

export function Hand({ session }: { readonly session: RoomSession }) {
  const ballot = openBallot(session.room.value);
  if (ballot === null) return null;
  if (session.me.value.role === "observer") {
    return <p class="hand-note">{words().hand.observing}</p>;
  }
  return <Cards session={session} ticket_id={ballot.ticket_id} />;
}

function Cards(
  { session, ticket_id: ticketId }: { readonly session: RoomSession; readonly ticket_id: string },
) {
  const { cards } = session.room.value.deck;
  const vote = session.vote.value;
  const chosen = vote?.card ?? null;
  const text = words().hand;
  const picked = vote?.pending !== true
    ? text.picked
    : session.online.value
    ? text.pickedSending
    : text.pickedOffline;
  const hand = useRef<HTMLDivElement>(null);
  const typed = useRef(NOTHING_TYPED);
  const [at, setAt] = useState(0);

  const focus = (index: number) => {
    setAt(index);
    hand.current?.querySelectorAll("button")[index]?.focus();
  };

  const areKeysOn = useContext(SettingsContext)?.keys.value ?? true;
  useEffect(() => {
    if (!areKeysOn) return undefined;
    // wherever the focus is, unless the person types somewhere else
    const onKey = (event: KeyboardEvent) => {
      if (!isTyping(event) || event.key === "?" || areKeysTaken(event.target)) return;
      const { typed: next, index } = type(event.key, typed.current, { cards, now: Date.now() });
      typed.current = next;
      if (index === null) return;
      event.preventDefault();
      focus(index);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [cards, areKeysOn]);

  const onWalk = (event: KeyboardEvent) => {
    const next = walk(event.key, at, {
      count: cards.length,
      direction: words().language.direction,
    });
    if (next === null) return;
    event.preventDefault();
    focus(next);
  };

  return (
    <section class="hand" aria-label={text.yourCards}>
      <p class="hand-status">
        <span>{chosen === null ? text.pickYours : picked(<strong>{chosen}</strong>)}</span>
        {chosen !== null && (
          <button
            type="button"
            class="link"
            onClick={() => session.did(session.client.withdraw(ticketId))}
          >
            {text.takeBack}
          </button>
        )}
      </p>
      <div
        class="cards"
        translate={false}
        role="group"
        aria-label={text.pick}
        ref={hand}
        onKeyDown={onWalk}
      >
        {cards.map((card, index) => (
          <button
            key={card}
            type="button"
            class="card"
            dir="auto"
            data-length={[...card].length}
            data-repeated
            aria-pressed={card === chosen}
            tabIndex={index === at ? 0 : -1}
            onFocus={() => setAt(index)}
            onClick={() => session.did(session.client.vote(ticketId, card))}
          >
            {card}
          </button>
        ))}
      </div>
      {areKeysOn && (
        <p class="keys-hint">
          {text.keys(<kbd>←</kbd>, <kbd>→</kbd>, <kbd>Enter</kbd>)}
        </p>
      )}
    </section>
  );
}
