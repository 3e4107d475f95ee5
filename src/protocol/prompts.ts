/**
 * The one unanswered prompt of a v1 client [P1.5]. The client stops reading while it prompts, answers every prompt once
 * and in order, and exits on an answer that doesn't fit; a surplus prompt would come up later and hide the next one. So
 * a connection has at most one prompt on its screen. The next one is derived from the room's state when the answer
 * arrives; prompts are never queued.
 */
import { V1_CARDS, v1CardsOf } from "../room/deck.ts";
import type { MemberId, Room } from "../room/state.ts";
import type { RoomView } from "../room/secrecy.ts";
import type { Question, V1Message } from "./client_message.ts";
import { encode, plain } from "./v1_encode.ts";

/** A question on a v1 client's screen; that for a vote or a reveal belongs to one attempt at a ticket. */
export type Prompt =
  | { readonly question: "begin" }
  | { readonly question: "vote"; readonly ticket_id: string; readonly attempt: number }
  | { readonly question: "reveal"; readonly ticket_id: string; readonly attempt: number };

/** The prompt that this member should have, according to the room's state; null: none. */
export function duePrompt(view: RoomView, memberId: MemberId): Prompt | null {
  const member = view.members.get(memberId);
  if (member === undefined || !member.announced) return null;
  const isAdmin = memberId === view.admin_id;
  const { open } = view;
  if (open === null) return isAdmin && view.ready ? { question: "begin" } : null;
  const { ticket: { ticket_id }, attempt } = open;
  if (member.role === "voter" && !member.voted) return { question: "vote", ticket_id, attempt };
  if (isAdmin && open.phase === "complete") return { question: "reveal", ticket_id, attempt };
  return null;
}

/** Whether a change of the room may cause prompts to other members than the one who caused it. */
export function promptsOthers(before: Room, after: Room): boolean {
  const [one, other] = [before.ballot, after.ballot];
  return before.members !== after.members || before.admin_id !== after.admin_id ||
    before.filled !== after.filled ||
    // a restart is another attempt, and whatever else begins a ballot another phase
    one?.phase !== other?.phase || one?.attempt !== other?.attempt;
}

/** What a message means for the prompt on its sender's screen. */
interface Answer {
  /** The prompt that is still unanswered; null: none. */
  readonly unanswered: Prompt | null;
  /** A line to send if the message answers a prompt for an attempt that is over, and is ignored; null: it doesn't. */
  readonly tooLate: string | null;
}

/** Matches a message with the unanswered prompt. */
export function answer(
  unanswered: Prompt | null,
  message: V1Message,
  view: RoomView,
): Answer {
  if (unanswered === null || !answersPrompt(unanswered, message)) {
    return { unanswered, tooLate: null };
  }
  const isOver = unanswered.question === "vote" &&
    (view.open === null || view.open.attempt !== unanswered.attempt ||
      view.open.ticket.ticket_id !== unanswered.ticket_id);
  return {
    unanswered: null,
    tooLate: isOver ? `⌛ Too late: that vote on ${unanswered.ticket_id} is over.` : null,
  };
}

/** Whether this message answers the prompt. */
export function answersPrompt(unanswered: Prompt | null, message: V1Message): boolean {
  return unanswered !== null && unanswered.question === questionOf(message);
}

/** The frames that make a v1 client prompt. */
export function renderPrompt(prompt: Prompt, view: RoomView): readonly string[] {
  switch (prompt.question) {
    case "begin":
      return [encode("BEGIN_VOTING_PROMPT", { message: "📝 Which ticket is next? Type its id:" })];
    case "vote": {
      const { ticket_id } = prompt;
      const cards = v1CardsOf(view.deck);
      const ask = encode("ASK_FOR_VOTE", { ticket_id });
      // [P1.3] because the client's menu always lists all seven
      return cards.length === V1_CARDS.length
        ? [ask]
        : [plain(`🃏 The cards of this room: ${cards.join(", ")}`), ask];
    }
    case "reveal": {
      const { ticket_id } = prompt;
      return [encode("REVEAL_VOTES_PROMPT", { ticket_id, message: `✨ Reveal ${ticket_id}?` })];
    }
  }
}

function questionOf(message: V1Message): Question | null {
  switch (message.type) {
    case "announce":
      return null;
    case "unusable":
      return message.answers;
    default:
      return message.type;
  }
}
