import { type Environment, RoomClient } from "../../src/client/mod.ts";

/** Opens a room, shows its id, has `tickets` estimated by whoever joins, and prints how it ended. */
export async function estimate(
  tickets: readonly string[],
  { url, show, environment }: {
    url: string;
    show: (line: string) => void;
    environment?: Environment;
  },
): Promise<void> {
  const client = new RoomClient({
    url,
    onStatus: (status) => {
      if (status.state === "offline") show(`back in ${status.retry_in_ms} ms`);
      if (status.state === "closed") show(`${status.message} (${status.code})`);
      if (status.state === "ended") {
        show(`${status.results?.ballots.length ?? 0} tickets estimated`);
      }
    },
    ...environment && { environment }, // sockets, timers and chance of a test's own
  });
  const { room_id } = await client.create({ name: "Ana", capacity: 5 });
  show(`join ${room_id}`);
  await client.until((room) => room.members.length > 1);
  for (const ticketId of tickets) {
    await client.begin({ ticket_id: ticketId });
    await client.until((room) => room.ballot?.ticket_id === ticketId);
    await client.vote(ticketId, "5");
    await client.until((room) => room.ballot?.phase === "complete");
    await client.reveal(ticketId);
    const { ballot } = await client.until((room) => room.ballot?.phase === "revealed");
    if (ballot?.phase === "revealed") show(`${ticketId}: ${ballot.summary.mean}`);
  }
  await client.endSession();
}
