/** Members without a browser, so that a page can be tested with a full table. */
import { PING_EVERY_MS } from "../../src/client/connection.ts";
import { Member } from "../e2e/v2_member.ts";

export class Crowd implements AsyncDisposable {
  readonly #members: Member[] = [];
  readonly #pinging: ReturnType<typeof setInterval>;

  private constructor() {
    // stories may take minutes, after which silent members would be closed [W8]
    this.#pinging = setInterval(() => {
      for (const member of this.#members) member.asks("PING", {}).catch(() => {});
    }, PING_EVERY_MS);
  }

  /** Takes seats in the room that a link leads to, one after the other, so that the order is always the same. */
  static async join(link: string, names: readonly string[]): Promise<Crowd> {
    const { port, pathname } = new URL(link);
    const roomId = pathname.slice(-8);
    const crowd = new Crowd();
    try {
      for (const name of names) {
        const query = { action: "JOIN_ROOM", name, room_id: roomId };
        const member = await Member.connect(Number(port), query);
        crowd.#members.push(member);
        await member.welcomed();
      }
    } catch (error) {
      await crowd[Symbol.asyncDispose]();
      throw error;
    }
    return crowd;
  }

  /** The first of them play these cards on this ticket; the others wait. */
  async vote(ticketId: string, cards: readonly string[]): Promise<void> {
    await Promise.all(cards.map(async (card, n) => {
      const member = this.#members[n];
      await member?.sees(
        `${ticketId} open`,
        ({ ballot }) => ballot?.ticket_id === ticketId && ballot.phase !== "revealed",
      );
      await member?.does("MEMBER_VOTED", { ticket_id: ticketId, vote: card });
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#pinging);
    await Promise.all(this.#members.map((member) => member[Symbol.asyncDispose]()));
  }
}
