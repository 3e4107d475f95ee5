/** The room itself: its name, seats, cards, door, and who runs it. Each part is sent by itself. */
import { useState } from "preact/hooks";
import { openBallot, type RoomChanges } from "../../client/mod.ts";
import { PASSCODE_LENGTH_MAX, ROOM_NAME_LENGTH_MAX } from "../../room/limits.ts";
import { words } from "../languages/words.ts";
import { chosenDeck, isBuiltIn, OWN } from "../pure/decks.ts";
import type { RoomSession } from "../state/room_session.ts";
import { Choice } from "./choice.tsx";
import { DeckField } from "./deck_field.tsx";
import { Dialog } from "./dialog.tsx";
import { SettingForm } from "./setting_form.tsx";

export function RoomDialog({ session, onClose }: {
  readonly session: RoomSession;
  readonly onClose: () => void;
}) {
  const room = session.room.value;
  const { client } = session;
  const isOffline = !session.online.value;
  const change = (changes: RoomChanges, done: string) =>
    session.did(client.setRoom(changes), done, { topic: Object.keys(changes).join() });
  const { menu, settings, start } = words();
  return (
    <Dialog title={settings.title} onClose={onClose}>
      <SettingForm
        drafts={session.drafts}
        label={settings.name}
        value={room.name ?? ""}
        maxLength={ROOM_NAME_LENGTH_MAX}
        disabled={isOffline}
        onSave={(name) => change({ name }, settings.renamed)}
      />
      <SettingForm
        drafts={session.drafts}
        label={start.seats}
        value={String(room.capacity)}
        inputMode="numeric"
        disabled={isOffline}
        problemOf={(text) => /^[1-9]\d*$/.test(text) ? null : start.seatsProblem}
        onSave={(seats) => change({ capacity: Number(seats) }, settings.seatsNow(Number(seats)))}
      />
      <CardsForm session={session} />
      <Choice
        legend={settings.door}
        options={[{ value: "open", label: settings.open }, {
          value: "locked",
          label: settings.locked,
        }]}
        value={room.locked ? "locked" : "open"}
        disabled={isOffline}
        onChoose={(door) => session.did(client.setRoom({ locked: door === "locked" }))}
      />
      <SettingForm
        drafts={session.drafts}
        label={room.passcode ? settings.anotherPasscode : settings.passcode}
        value=""
        type="password"
        maxLength={PASSCODE_LENGTH_MAX}
        disabled={isOffline}
        problemOf={(text) => text === "" ? settings.passcodeMissing : null}
        onSave={(passcode) => change({ passcode }, settings.passcodeSet)}
      />
      {room.passcode && (
        <button
          type="button"
          disabled={isOffline}
          onClick={() => change({ passcode: null }, settings.passcodeGone)}
        >
          {settings.takePasscodeAway}
        </button>
      )}
      <Choice
        legend={settings.whoRuns}
        options={[{ value: "admin", label: menu.byYou }, {
          value: "everyone",
          label: settings.byEveryVoter,
        }]}
        value={room.settings.who_runs}
        disabled={isOffline}
        onChoose={(whoRuns) => session.did(client.setSettings({ who_runs: whoRuns }))}
      />
    </Dialog>
  );
}

function CardsForm({ session }: { readonly session: RoomSession }) {
  const { deck } = session.room.value;
  const [name, setName] = useState(isBuiltIn(deck.name) ? deck.name : OWN);
  const [own, setOwn] = useState(isBuiltIn(deck.name) ? "" : deck.cards.join("; "));
  const choice = chosenDeck(name, own);
  const isOpen = openBallot(session.room.value) !== null;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!choice.ok) return;
    const cards = name === OWN ? choice.value : name;
    session.did(session.client.setRoom({ deck: cards }), words().settings.cardsChanged);
  };
  return (
    <form onSubmit={submit} noValidate>
      <DeckField
        deck={name}
        own={own}
        choice={choice}
        problem={choice.ok || own === "" ? undefined : choice.error}
        onDeck={setName}
        onOwn={setOwn}
      />
      <button type="submit" disabled={!choice.ok || isOpen || !session.online.value}>
        {isOpen ? words().settings.cardsLater : words().settings.useCards}
      </button>
    </form>
  );
}
