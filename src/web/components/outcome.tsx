/** The outcome of a revealed ballot: estimate, statistics, who should explain, and the note. */
import type { RevealedBallot } from "../../client/mod.ts";
import { words } from "../languages/words.ts";
import { isUnanimous, type Side, type Spread, spreadOf } from "../pure/outliers.ts";
import type { RoomSession } from "../state/room_session.ts";
import { TicketNote } from "./ticket_note.tsx";

export function Outcome({ session, ballot }: {
  readonly session: RoomSession;
  readonly ballot: RevealedBallot;
}) {
  const spread = spreadOf(ballot, session.room.value.deck.cards);
  const { estimate, note, summary: { suggestion } } = ballot;
  const text = words().outcome;
  return (
    <section class={`outcome ${spread.kind}`} aria-label={text.name}>
      <div class="settled">
        {estimate !== undefined
          ? (
            <p class="settled-on">
              <span>{text.estimate}</span> <strong dir="auto">{estimate}</strong>
            </p>
          )
          : spread.kind === "consensus"
          ? <Agreed card={spread.card} />
          : suggestion !== null && (
            <p class="settled-on suggested">
              <span>{text.suggested}</span> <strong dir="auto">{suggestion}</strong>
            </p>
          )}
        <Verdict
          spread={spread}
          isUnanimous={isUnanimous(ballot, session.room.value.members)}
        />
      </div>
      {/* at a consensus they are all the same */}
      {spread.kind !== "consensus" && <Figures ballot={ballot} />}
      {note !== undefined && <TicketNote note={note} />}
    </section>
  );
}

/** The consensus, as large as the estimate that will replace it; the text beside it says what it is. */
function Agreed({ card }: { readonly card: string }) {
  return (
    <p class="settled-on agreed" translate={false} aria-hidden="true">
      <strong dir="auto">{card}</strong>
    </p>
  );
}

function Verdict({ spread, isUnanimous }: {
  readonly spread: Spread;
  readonly isUnanimous: boolean;
}) {
  const text = words().outcome;
  switch (spread.kind) {
    case "none":
      return <p class="verdict">{text.none}</p>;
    case "consensus":
      return (
        <p class="verdict">
          {(isUnanimous ? text.agreed : text.estimatesAgree)(<strong>{spread.card}</strong>)}
        </p>
      );
    case "close":
    case "apart":
      return (
        <p class="verdict">
          {spread.kind === "close" ? text.close : text.apart} <Speakers {...spread} />
        </p>
      );
  }
}

/** Names those with the lowest and the highest card, who should explain; or says that all should discuss. */
function Speakers({ low, high }: { readonly low: Side | null; readonly high: Side | null }) {
  const text = words().outcome;
  const [first, second] = [low, high].filter((side) => side !== null).map((side) => (
    <Speaker key={side.card} side={side} />
  ));
  if (first === undefined) return <>{text.talk}</>;
  return <>{second === undefined ? text.explain(first) : text.explainBoth(first, second)}</>;
}

function Speaker({ side: { names, card } }: { readonly side: Side }) {
  const { outcome, common } = words();
  const who = <b>{common.list(names)}</b>;
  return <span translate={false}>{outcome.side(who, <span>{card}</span>)}</span>;
}

function Figures({ ballot: { summary } }: { readonly ballot: RevealedBallot }) {
  const { mean, median, min, max } = summary;
  const { outcome, common } = words();
  if (mean === null || median === null || min === null || max === null) return null;
  return (
    <dl class="figures">
      <div>
        <dt>{outcome.mean}</dt>
        <dd>{common.number(mean)}</dd>
      </div>
      <div>
        <dt>{outcome.median}</dt>
        <dd>{common.number(median)}</dd>
      </div>
      {min !== max && (
        <div>
          <dt>{outcome.spread}</dt>
          <dd>{common.range(min, max)}</dd>
        </div>
      )}
    </dl>
  );
}
