// Rooms with a lock, a passcode or barred people: how newcomers are refused, also after a restart, and that a passcode
// is never stored or logged [R17b, W14].
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { permittedTest } from "../permitted.ts";
import { programsFolder } from "../program.ts";
import { RawSocket } from "./raw_socket.ts";
import { Server } from "./server.ts";
import { passcodeOffer, V2 } from "./v2_member.ts";
import { V2Table } from "./v2_table.ts";

const PASSCODE = "okapi-and-tapir";
const OFFER = passcodeOffer(PASSCODE);
const ENCODED = OFFER.slice(OFFER.lastIndexOf(".") + 1);

/** A join, by either protocol and from any address. */
interface Try {
  readonly name: string;
  readonly room_id: string;
  readonly address?: string;
  readonly protocols?: readonly string[];
}

async function asksFor({ port }: Server, some: Try): Promise<RawSocket> {
  const { address = "203.0.113.1", protocols = [V2], ...words } = some;
  const path = `/ws?${new URLSearchParams({ action: "JOIN_ROOM", ...words })}`;
  return await RawSocket.open(port, {
    path,
    protocols,
    headers: { "X-Forwarded-For": address },
  });
}

/** The code of the refusal (for v1 its line), and the close code. */
async function refusal(server: Server, some: Try): Promise<string> {
  await using socket = await asksFor(server, some);
  const [first, close] = await socket.rest();
  assert(first?.kind === "text" && close?.kind === "close", JSON.stringify([first, close]));
  if (some.protocols?.length === 0) return `${first.text} ${close.code}`;
  return `${JSON.parse(first.text).data.code} ${close.code}`;
}

/** Everything in the files of a directory, byte for byte. */
async function filesOf(directory: string): Promise<string> {
  let text = "";
  for await (const { name } of Deno.readDir(directory)) {
    const bytes = await Deno.readFile(`${directory}/${name}`);
    text += new TextDecoder("latin1").decode(bytes);
  }
  return text;
}

permittedTest(
  "[R17b, W14, S6] locked and with a passcode: who is refused how, over a restart, and nothing writes it down",
  async () => {
    const directory = programsFolder();
    const flags = ["--data", directory, "--log-level", "debug", "--trust-proxy"];
    const withPasscode = [V2, OFFER];
    const v1: readonly string[] = [];
    const written: string[] = [];
    let token = "";
    let room_id = "";
    {
      await using server = await Server.start({ workers: 2, flags });
      await using table = new V2Table(server);
      const ana = await table.creates("ana", 6);
      room_id = table.roomId;
      token = ana.welcome.you.resume_token;
      const { passcode, name } = await ana.sets("SET_ROOM", {
        passcode: PASSCODE,
        name: "Team Giraffe",
      });
      assertEquals([passcode, name], [true, "Team Giraffe"]);
      const wrong = [V2, OFFER.slice(0, -2)];
      assertEquals(
        await refusal(server, { name: "ben", room_id, protocols: wrong }),
        "wrong_passcode 4012",
      );
      assertEquals(await refusal(server, { name: "ben", room_id }), "wrong_passcode 4012");
      const line = await refusal(server, { name: "cid", room_id, protocols: v1 });
      assertStringIncludes(line, "passcode");
      assert(line.endsWith(" 1000") && !line.startsWith("{"), line);
      const ben = await table.connects({ action: "JOIN_ROOM", name: "ben", room_id }, withPasscode);
      await ben.welcomed();

      await ana.sets("SET_ROOM", { locked: true });
      const late = { name: "dan", room_id, protocols: withPasscode };
      assertEquals(await refusal(server, late), "room_locked 4011");
      await (await table.dropsAndReturns(ben, ana)).seesMember("ana", { presence: "online" });
      const all = table.members.flatMap(({ frames }) => frames.map(({ raw }) => raw));
      written.push(all.join(), await filesOf(directory));
      // the search works: the room's name, which is no secret, is found
      assert(written.every((text) => text.includes("Team Giraffe")));
      await server.stop();
      written.push(`${server}`);
    }
    await using server = await Server.start({ workers: 2, flags });
    await using table = new V2Table(server);
    const late = { name: "dan", room_id, protocols: withPasscode };
    assertEquals(await refusal(server, late), "room_locked 4011");
    assertStringIncludes(await refusal(server, { ...late, protocols: v1 }), "passcode");
    const resume = { action: "RESUME", name: "ana", room_id };
    const ana = await table.connects(resume, [V2, `estimatex.token.${token}`]);
    await ana.welcomed();
    await ana.sets("SET_ROOM", { locked: false });
    assertEquals(await refusal(server, { name: "dan", room_id }), "wrong_passcode 4012");
    await using dan = await asksFor(server, late);
    const first = await dan.message();
    assert(first.kind === "text" && first.text.startsWith('{"type":"WELCOME"'));
    written.push(`${server}`, await filesOf(directory));
    for (const text of written) {
      assert(!text.includes(PASSCODE) && !text.includes(ENCODED), "a passcode was written");
    }
    await Deno.remove(directory, { recursive: true });
  },
);

permittedTest(
  "[R17b, W10] barred behind a proxy: the name from anywhere, and the address that the proxy gives",
  async () => {
    await using server = await Server.start({ workers: 2, flags: ["--trust-proxy"] });
    await using table = new V2Table(server);
    const ana = await table.creates("ana", 6);
    const { roomId: room_id } = table;
    await using eve = await asksFor(server, { name: "eve", room_id, address: "203.0.113.7" });
    const { members } = await ana.seesMember("eve", {});
    const memberId = members.find(({ name }) => name === "eve")?.member_id;
    await ana.sets("REMOVE_MEMBER", { member_id: memberId, bar: true });
    const closed = (await eve.rest()).at(-1);
    assertEquals(closed?.kind === "close" && closed.code, 4003);
    const tries: readonly (readonly [address: string, name: string, outcome: string])[] = [
      ["203.0.113.7", "gus", "barred 4003"],
      ["203.0.113.8", "EVE", "barred 4003"],
      // the address that the proxy added counts, not what the client sent before it
      ["203.0.113.8, 203.0.113.7", "gus", "barred 4003"],
    ];
    for (const [address, name, outcome] of tries) {
      assertEquals(await refusal(server, { name, room_id, address }), outcome, address);
    }
    const line = await refusal(server, {
      name: "hal",
      room_id,
      address: "203.0.113.7",
      protocols: [],
    });
    assert(/barred.* 1000$/.test(line), line);
    await using gus = await asksFor(server, {
      name: "gus",
      room_id,
      address: "203.0.113.7, 203.0.113.8",
    });
    const first = await gus.message();
    assert(first.kind === "text" && first.text.startsWith('{"type":"WELCOME"'));
    await ana.seesMember("gus", {});
  },
);
