// A server behind a proxy that says who people are [A2]: names, namesakes, and who may resume which seat.
import { assert, assertEquals } from "@std/assert";
import { permittedTest } from "../permitted.ts";
import { RawSocket } from "./raw_socket.ts";
import { Server } from "./server.ts";
import { Member, V2 } from "./v2_member.ts";

permittedTest(
  "[A2, P2.2] the proxy's name is the member's, two of one name stay two, and a seat is its person's alone",
  async () => {
    const flags = ["--trust-proxy", "--auth-header", "Remote-Name"];
    await using server = await Server.start({ workers: 2, flags });
    const as = (name: string, protocols: readonly string[] = [V2]) => ({
      protocols,
      headers: { "Remote-Name": name }, // in UTF-8,
    });
    const create = { action: "CREATE_ROOM", name: "Eve", max_room_capacity: "4" };
    await using ana = await Member.connect(server.port, create, as("Zoë"));
    await ana.welcomed();
    const { room: { room_id }, you: { resume_token: token } } = ana.welcome;
    await using other = await Member.connect(
      server.port,
      { action: "JOIN_ROOM", name: "Zoë", room_id },
      as("Zoë"),
    );
    await other.welcomed();
    assertEquals(other.room.members.map(({ name }) => name), ["Zoë", "Zoë (2)"]);
    const resumed = async (name: string) => {
      const path = `/ws?${new URLSearchParams({ action: "RESUME", room_id })}`;
      const options = as(name, [V2, `estimatex.token.${token}`]);
      await using socket = await RawSocket.open(server.port, { path, ...options });
      const first = await socket.message();
      assert(first.kind === "text");
      const { type, data } = JSON.parse(first.text);
      return type === "ERROR" ? data.code : type;
    };
    assertEquals(await resumed("Bob"), "resume_refused");
    assertEquals(await resumed("Zoë"), "WELCOME");
  },
);
