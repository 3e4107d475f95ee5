/** A v2 member comes back to its seat on a server that has been started again. */
import { assert, assertEquals } from "@std/assert";
import { Member, V2 } from "../e2e/v2_member.ts";

/** The member on a new connection; `seen`: the newest version that it saw before, which is behind it [P2.3, P2.7]. */
export async function comesBack(port: number, former: Member, seen: number): Promise<Member> {
  const { room: { room_id: roomId }, you: { resume_token: token } } = former.welcome;
  const query = { action: "RESUME", name: former.name, room_id: roomId };
  const member = await Member.connect(port, query, {
    protocols: [V2, `estimatex.token.${token}`],
  });
  const { room: { version }, you } = await member.welcomed();
  assert(version > seen, `[P2.3] ${former.name} saw ${seen}, and now ${version}`);
  assertEquals([you.member_id, you.resume_token], [former.id, token]);
  return member;
}
