/** What v1 clients send: well-formed messages, and every way to spell one as JSON [P1]. */
import fc from "fast-check";
import type { V1Message } from "../../src/protocol/client_message.ts";
import { checkTicketId } from "../../src/protocol/text.ts";
import { V1_CARDS } from "../../src/room/deck.ts";
import { hostileText } from "../base/hostile_text.ts";

/** Ticket ids that W5 allows, as rooms hold them. */
export const ticketId: fc.Arbitrary<string> = hostileText(40).map((typed) => {
  const checked = checkTicketId(typed);
  return checked.ok ? checked.value : "T-1";
});

export const roomId = fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{8}$/);

/** A message that says what its sender means, and nothing that could not stand. */
export const clientMessage: fc.Arbitrary<V1Message> = fc.oneof(
  fc.record({ type: fc.constant("announce" as const), room_id: roomId }),
  fc.record({ type: fc.constant("begin" as const), ticket_id: ticketId }),
  fc.record({
    type: fc.constant("vote" as const),
    ticket_id: ticketId,
    card: fc.constantFrom(...V1_CARDS),
  }),
  fc.record({ type: fc.constant("reveal" as const), ticket_id: ticketId }),
);

/** A JSON object as its entries; of a key that is there twice the last counts. */
export type Entries = readonly (readonly [string, Wire])[];
export type Wire = string | number | null | readonly Wire[] | { readonly fields: Entries };

/** The event that carries a message. */
export function encoded(message: V1Message): { readonly fields: Entries } {
  const event = (type: string, entries: Entries) => ({
    fields: [["type", type], ["data", { fields: entries }]] as const,
  });
  switch (message.type) {
    case "announce":
      return event("JOIN_ROOM", [["room_id", message.room_id]]);
    case "begin":
      return event("BEGIN_VOTING", [["ticket_id", message.ticket_id]]);
    case "vote":
      return event("MEMBER_VOTED", [["ticket_id", message.ticket_id], ["vote", message.card]]);
    case "reveal":
      return event("REVEAL_VOTES", [["ticket_id", message.ticket_id]]);
    case "unusable":
      throw new TypeError("no client sends that");
  }
}

/** Spells a value in JSON: `space` between all tokens, and strings in \u escapes where `escapes`. */
export function spell(value: Wire, { space = "", escapes = false } = {}): string {
  const joined = (open: string, parts: readonly string[], close: string) =>
    space + open + space + parts.join(`${space},${space}`) + space + close + space;
  if (typeof value === "string") return escapes ? escaped(value) : JSON.stringify(value);
  if (value === null || typeof value === "number") return JSON.stringify(value);
  if ("fields" in value) {
    const parts = value.fields.map(([key, inner]) =>
      `${spell(key, { escapes })}${space}:${space}${spell(inner, { space, escapes })}`
    );
    return joined("{", parts, "}");
  }
  return joined("[", value.map((inner) => spell(inner, { space, escapes })), "]");
}

function escaped(text: string): string {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("")}"`;
}
