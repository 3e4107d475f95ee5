/**
 * A node whose main thread is cut from NATS, and its worker is not: others take its rooms over, and it doesn't know
 * [C7]. Somebody who is connected there asks for results, which takes no write that would show it.
 */
import { assert } from "@std/assert";
import { comesBackAtLast } from "../../crash/comes_back.ts";
import { Member } from "../../e2e/v2_member.ts";
import { within } from "../../e2e/patience.ts";
import type { Gate } from "./gate.ts";
import type { Nodes } from "./nodes.ts";

const TICKET = "T-1";
/** An answer that is not there by then waits for the lease. */
const ANSWER_MS = 2_000;

/** Node c is behind the gate. Throws where an answer is older than what was acknowledged before it was asked for. */
export async function asksStaleHome(nodes: Nodes, gate: Gate): Promise<void> {
  const [a, c] = [nodes.node("a"), nodes.node("c")];
  const create = { action: "CREATE_ROOM", name: "ana", max_room_capacity: "3" };
  const opener = await Member.connect(c.port, create);
  const { room: { room_id } } = await opener.welcomed();
  await using ben = await Member.connect(c.port, { action: "JOIN_ROOM", name: "ben", room_id });
  await ben.welcomed();
  await opener.cut();
  await ben.seesMember("ana", { presence: "away" });
  const elsewhere = await comesBackAtLast(a.port, opener, opener.room.version);
  await ben.seesMember("ana", { presence: "online" });

  gate.close(/^c$/);
  try {
    await using ana = elsewhere;
    await ana.seesMember("ben", { presence: "away" }); // the room is elsewhere, and so is she, and c is not
    await ana.does("BEGIN_VOTING", { ticket_id: TICKET });
    await ana.does("MEMBER_VOTED", { ticket_id: TICKET, vote: "5" });
    await ana.does("REVEAL_VOTES", { ticket_id: TICKET, force: true });

    const answer = ben.results().catch(() => null); // it may be closed at any time
    const page = await within(answer, "answer", ANSWER_MS).catch(() => null);
    const isThere = page?.ballots?.some(({ ticket_id }) => ticket_id === TICKET) ?? true;
    assert(isThere, `[C7] ${TICKET} was revealed, and ben is answered without it`);
    await ana.does("LEAVE");
    await ben.cut();
    await answer;
  } finally {
    gate.open();
  }
}
