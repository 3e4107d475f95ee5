/** Formats a session's results as a few plain lines, to paste into a chat. Pure. */
import type { RevealedBallot } from "../client/types.ts";
import { playedOf, rowsOf } from "./rows.ts";

/** One line for each ticket, of its last attempt. */
export function toChat(ballots: readonly RevealedBallot[]): string {
  return latest(ballots).map((ballot) => {
    const [row] = rowsOf([ballot]);
    const title = row === undefined || row.title === "" ? "" : ` ${row.title}`;
    const parts = [outcome(ballot, row?.mean ?? null), oneLine(row?.note ?? ""), row?.url ?? ""];
    // the address comes last, because chats take what follows for a part of it
    const figures = parts.filter((part) => part !== "").join(" – ");
    return `${ballot.ticket_id}${title}: ${figures}\n`;
  }).join("");
}

/** The last attempt of each ticket, in the order in which tickets first came up. */
function latest(ballots: readonly RevealedBallot[]): readonly RevealedBallot[] {
  return [...new Map(ballots.map((ballot) => [ballot.ticket_id, ballot])).values()];
}

function outcome({ estimate, summary }: RevealedBallot, mean: number | null): string {
  if (estimate !== undefined) return estimate;
  const [only] = summary.counts;
  if (summary.consensus && only !== undefined) return `${only.card}, consensus`;
  const played = playedOf(summary);
  if (played === "") return "no votes";
  const { suggestion } = summary;
  const nearest = suggestion === null ? "" : `, suggested ${suggestion}`;
  return mean === null ? `votes ${played}` : `votes ${played} (mean ${mean}${nearest})`;
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ");
}
