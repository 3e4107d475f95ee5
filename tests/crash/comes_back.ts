/** How clients return to a room after a restart: v2 members resume, v1 clients join again. */
import { assert, assertEquals } from "@std/assert";
import { eventually } from "../e2e/patience.ts";
import { Terminal } from "../e2e/v1_terminal.ts";
import { Member, V2 } from "../e2e/v2_member.ts";

/**
 * Resumes on a new connection. `seen`: the newest version that it saw before; the new one must be greater, because the
 * member was away meanwhile [P2.3, P2.7].
 */
export async function comesBack(port: number, former: Member, seen: number): Promise<Member> {
  const member = await connects(port, former);
  await member.welcomed();
  return insistsOnSeat(member, former, seen + 1);
}

/**
 * As `comesBack`, but tries again until the room has a home. The version may be the same, because a home on another
 * node may not have noticed that the member was away.
 */
export async function comesBackAtLast(
  port: number,
  former: Member,
  seen: number,
): Promise<Member> {
  return insistsOnSeat(await resumed(port, former), former, seen);
}

function insistsOnSeat(member: Member, former: Member, least: number): Member {
  const { room: { version }, you } = member.welcome;
  assert(version >= least, `[P2.3] ${former.name} saw ${version}, and must see ${least}`);
  const { you: { resume_token: token } } = former.welcome;
  assertEquals([you.member_id, you.resume_token], [former.id, token]);
  return member;
}

async function connects(port: number, former: Member): Promise<Member> {
  const { room: { room_id: roomId }, you: { resume_token: token } } = former.welcome;
  const query = { action: "RESUME", name: former.name, room_id: roomId };
  return await Member.connect(port, query, { protocols: [V2, `estimatex.token.${token}`] });
}

/** Close codes after which a client tries again [P2.9]; undefined: the connection just ended. */
const AGAIN = [1001, 1006, 1012, 1013, undefined];

/** The interval of attempts. */
const BACK = { everyMs: 100 };

async function resumed(port: number, former: Member): Promise<Member> {
  let why: unknown;
  return await eventually(() => `${former.name} is back: ${why}`, async () => {
    let member: Member | null = null;
    try {
      member = await connects(port, former);
      await member.welcomed();
      return member;
    } catch (error) {
      why = error;
      if (member !== null && !AGAIN.includes(member.exit?.code)) throw error;
      await member?.[Symbol.asyncDispose]();
      return null;
    }
  }, BACK);
}

/**
 * A v1 client joins a room. Each name has an address of its own, because an address may have only a few unclaimed
 * seats.
 */
export async function arrives(port: number, name: string, roomId: string): Promise<Terminal> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${name} ${roomId}`));
  const address = Array.from(new Uint8Array(hash).subarray(0, 3)).join(".");
  const terminal = await Terminal.join(port, name, roomId, { "X-Forwarded-For": `10.${address}` });
  await terminal.receives("ROOM_JOIN_UPDATES", { with: [roomId] });
  return terminal;
}

/**
 * As `arrives`, but tries again: the room may be full with the client's former seat until the node with its connection
 * is known to be dead. Fails if the room does not exist.
 */
export async function arrivesAtLast(port: number, name: string, roomId: string): Promise<Terminal> {
  let why: unknown;
  const again = (error: unknown) => {
    why = error;
    if (`${error}`.includes("there is no such room")) throw error;
    return null;
  };
  const attempt = () => arrives(port, name, roomId).catch(again);
  return await eventually(() => `${name} arrives: ${why}`, attempt, BACK);
}
