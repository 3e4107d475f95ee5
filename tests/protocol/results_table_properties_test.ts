// The table that ends every v1 session: whatever was estimated, rows and columns [R16, P1].
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import stringWidth from "string-width";
import { resultsTable } from "../../src/protocol/results_table.ts";
import { type Deck, FIBONACCI } from "../../src/room/deck.ts";
import type { EndReason, RevealedBallot } from "../../src/room/state.ts";
import { summarize } from "../../src/room/summary.ts";
import { assertOneLine } from "../base/hostile_text.ts";
import { roomId, ticketId } from "./v1_messages.ts";

const ROWS_MAX = 50;
const HEADER = ["Ticket", "Votes", "Mean", "Median", "Range", "Consensus"];

/** Numbers of every length, and words. */
const CUSTOM: Deck = {
  name: "custom",
  cards: ["0", "0.5", "1.25", "99999999", "12345.67", "XL", "日本", "?", "☕"],
};

const ballot: fc.Arbitrary<RevealedBallot> = fc.constantFrom(FIBONACCI, CUSTOM).chain((deck) =>
  fc.record({
    phase: fc.constant("revealed" as const),
    ticket: fc.record({ ticket_id: ticketId }),
    attempt: fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 10_000 })),
    opened_at: fc.nat(),
    revealed_at: fc.nat(),
    votes: fc.constant(null),
    summary: fc.array(fc.constantFrom(...deck.cards), { minLength: 1, maxLength: 9 })
      .map((cards) => summarize(deck, cards)),
    estimate: fc.constant(null),
    note: fc.constant(null),
  })
);

const session = fc.oneof(
  { weight: 9, arbitrary: fc.array(ballot, { minLength: 1, maxLength: 8 }) },
  {
    weight: 1,
    arbitrary: fc.tuple(ballot, fc.integer({ min: ROWS_MAX - 1, max: ROWS_MAX + 2 }))
      .map(([ballot, times]) => Array<RevealedBallot>(times).fill(ballot)),
  },
);

const characters = new Intl.Segmenter();

/** Whether Unicode takes it for a part of the character behind it, be that the blank of another column. */
function isPrepended(character: string): boolean {
  return [...characters.segment(`${character}a`)].length === 1;
}

/** The characters of a line as a terminal shows them, with the columns each takes. */
function* charactersOf(line: string): Generator<{ readonly text: string; readonly width: number }> {
  for (const { segment } of characters.segment(line)) {
    const text = segment.replace(/(?<=.) $/u, "");
    const shown = [...text].map((one) => isPrepended(one) ? "x" : one).join("");
    yield { text, width: stringWidth(shown) };
    if (text !== segment) yield { text: " ", width: 1 };
  }
}

/** What a row begins with. */
function labelOf({ ticket, attempt }: RevealedBallot): string {
  return attempt === 1 ? ticket.ticket_id : `${ticket.ticket_id} (attempt ${attempt})`;
}

/**
 * Cuts a line into cells where the header has its words, in columns of the screen. Fails if anything stands
 * in the two columns before one.
 */
function cellsOf(line: string, starts: readonly number[]): readonly string[] {
  const cells = starts.map(() => "");
  let column = 0;
  for (const { text, width } of charactersOf(line)) {
    const cell = starts.findLastIndex((start) => start <= column);
    const next = starts[cell + 1] ?? Infinity;
    assert(
      text === " " || width === 0 || column < next - 2,
      `${JSON.stringify(line)} leaves its column`,
    );
    cells[cell] += text;
    column += width;
  }
  return cells.map((cell) => cell.trimEnd());
}

Deno.test("[R16, P1] any session's table has a row for each ballot, and its columns in line", () => {
  const reason = fc.constantFrom<EndReason>("admin_left", "idle", "server_stopping");
  fc.assert(
    fc.property(reason, roomId, session, (reason, roomId, ballots) => {
      const results = { room_id: roomId, created_at: 0, ended_at: 1, participants: [], ballots };
      const [opening = "", , title = "", , header = "", ...rows] = resultsTable(reason, results)
        .split("\n");
      for (const line of [opening, title, header, ...rows]) assertOneLine(line);
      assert(opening.includes(roomId));
      const isCut = ballots.length > ROWS_MAX;
      assertEquals(title.includes(`the last ${ROWS_MAX} of ${ballots.length}`), isCut, title);

      const shown = ballots.slice(-ROWS_MAX);
      assertEquals(rows.length, shown.length);
      const starts = HEADER.map((word) => header.indexOf(word));
      assertEquals(cellsOf(header, starts), HEADER);
      for (const [at, ballot] of shown.entries()) {
        const [label, votes = "", mean = "", , range, consensus] = cellsOf(rows[at] ?? "", starts);
        assertEquals(label, labelOf(ballot));
        assertEquals(votes.split(", ").length, played(ballot), votes);
        assertEquals([mean, range].includes("-"), ballot.summary.mean === null, mean);
        assertEquals(consensus, ballot.summary.consensus ? "yes" : "no");
      }
    }),
    {
      numRuns: 100,
      examples: [[
        "idle",
        "7Z3K9QWD",
        ["\u0600", "a\u06dd", "\u{110bd}\u0301", "\u{11a84}", "\u{113d1}5"].map(estimated),
      ]],
    },
  );
});

/** How many different cards were played. */
function played({ summary: { counts, counted_apart: countedApart } }: RevealedBallot): number {
  return counts.length + countedApart.length;
}

/** A ballot on this ticket. */
function estimated(ticketId: string): RevealedBallot {
  const times = { opened_at: 0, revealed_at: 1 };
  const summary = summarize(FIBONACCI, ["5", "8"]);
  const what = { ticket: { ticket_id: ticketId }, attempt: 1, ...times };
  return { phase: "revealed", ...what, votes: null, summary, estimate: null, note: null };
}
