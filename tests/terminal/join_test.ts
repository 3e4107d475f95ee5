// The way into a room, with the real server in the same thread.
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ClientError, type Environment } from "../../src/client/mod.ts";
import { joinRoom } from "../../src/terminal/join.ts";
import { mendRequest, type RoomRequest } from "../../src/terminal/room_request.ts";
import type { Options } from "../../src/terminal/options.ts";
import { Seats } from "../../src/terminal/seats.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { FakeSocket, SEAT } from "../client/fake_world.ts";
import { Loopback } from "../client/loopback.ts";

const CREATE: Options = {
  command: "create",
  help: false,
  server: { socket: "ws://server.test/ws", page: "http://server.test" },
  name: "Ana",
  room: null,
  observer: false,
  capacity: 3,
  deck: null,
  keepRoom: false,
  passcodeFile: "secret.txt",
  keyFile: null,
  headerFile: null,
  queue: null,
  save: [],
  json: false,
  plain: true,
  ascii: false,
  colour: false,
};

/** Nothing was given, and nobody is there to ask. */
const NOBODY_ASKED = { fallback: {}, passcode: null, key: null, askSecretly: null, ask: null };

/** Joins by an admin link, over sockets that `script` plays. Resolves with the session and what was printed. */
async function joinByAdminLink(seats: Seats, script: (socket: FakeSocket) => void) {
  const printed: string[] = [];
  const room = { server: null, room_id: SEAT.room_id, adminSecret: "secret" };
  const joined = await joinRoom({
    options: { ...CREATE, command: "join", room },
    ...NOBODY_ASKED,
    seats,
    print: (text) => void printed.push(text),
    onStatus: () => {},
    environment: {
      clock: new FakeClock(),
      random: () => 0.5,
      report: () => {},
      openSocket: (url, protocols, events) => {
        const socket = new FakeSocket(url, protocols, events);
        script(socket);
        return socket;
      },
    },
  });
  assert("session" in joined);
  return { session: joined.session, printed };
}

/** What becomes of the passcode on its way to the server. */
type Fate = "refused" | "lost";

/** A network in which no passcode arrives. */
function without(passcodes: Fate, world: Loopback): Environment {
  return {
    ...world.environment,
    openSocket: (url, protocols, events) => {
      const socket = world.environment.openSocket(url, protocols, events);
      return {
        send: (text) => {
          const { type, id } = JSON.parse(text);
          if (type !== "SET_ROOM") return socket.send(text);
          if (passcodes === "lost") return world.cut();
          const data = { code: "refused", message: "Not today." };
          events.received(JSON.stringify({ type: "ERROR", data, re: id }));
        },
        close: () => socket.close(),
      };
    },
  };
}

for (const fate of ["refused", "lost"] as const) {
  for (const keepRoom of [false, true]) {
    const kept = keepRoom ? ", though it outlives its admin" : "";
    Deno.test(`join: a new room whose passcode is ${fate} is closed again${kept}`, async () => {
      using world = new Loopback();
      const joined = await world.passes(joinRoom({
        options: { ...CREATE, keepRoom },
        ...NOBODY_ASKED,
        passcode: { value: "sesame", from: "in secret.txt" },
        seats: new Seats(null, () => 0),
        print: () => {},
        onStatus: () => {},
        environment: without(fate, world),
      }));
      assert("message" in joined);
      const [, roomId = ""] = /so room (\w{8}) was closed again: /.exec(joined.message) ?? [];
      assertEquals(joined.usage, false);
      const eve = world.client().join({ name: "Eve", room_id: roomId });
      await world.passes(assertRejects(() => eve, ClientError, "there is no such room"));
    });
  }
}

Deno.test("join: a secret that was typed wrong is asked for again, and taken without blanks around it", async () => {
  const request: RoomRequest = {
    command: "join",
    server: { socket: "ws://server.test/ws", page: "http://server.test" },
    name: "Ana",
    room_id: "7K2M9QXD",
    passcode: { value: "x".repeat(65), from: "that was typed" },
    key: null,
    adminSecret: null,
    capacity: 3,
    deck: null,
    observer: false,
    keepRoom: false,
  };
  const printed: string[] = [];
  const given = {
    options: CREATE,
    ...NOBODY_ASKED,
    askSecretly: () => Promise.resolve(" sesame\t"),
    seats: new Seats(null, () => 0),
    print: (text: string) => void printed.push(text),
    onStatus: () => {},
  };
  const tooLong = new ClientError("bad_request", "It is too long.", { field: "passcode" });
  assertEquals(await mendRequest(request, tooLong, given), null);
  assertEquals(await mendRequest(request, new ClientError("wrong_key", ""), given), null);
  assertEquals([request.passcode?.value, request.key?.value], ["sesame", "sesame"]);
  assertEquals(printed, [
    "The passcode that was typed is not the right one for room 7K2M9QXD.",
    "On http://server.test only people with the server's key can open rooms.",
  ]);
});

Deno.test("join: a person reads which server keeps them waiting, a program does not", async () => {
  for (const isAsked of [true, false]) {
    using world = new Loopback();
    const printed: string[] = [];
    const joined = await world.passes(joinRoom({
      options: CREATE,
      ...NOBODY_ASKED,
      seats: new Seats(null, () => 0),
      ask: isAsked ? () => null : null,
      print: (text) => void printed.push(text),
      onStatus: () => {},
      environment: {
        ...world.environment,
        openSocket: () => ({ send: () => {}, close: () => {} }), // to a server that never answers
      },
    }));
    assert("message" in joined);
    assertMatch(joined.message, /^http:\/\/server\.test: .* estimatex-server doctor http:/);
    assertEquals(printed, isAsked ? ["Waiting for http://server.test ..."] : []);
  }
});

Deno.test("join: the end of a try is reported if it was the last, not if another one follows", async () => {
  const ways = [["connecting", "connecting", "online"], ["connecting", "connecting", "closed"]];
  for (const expected of ways) {
    using world = new Loopback();
    const [ana] = await world.room("Ana");
    const { room_id } = await world.passes(ana.until(() => true));
    if (expected.includes("closed")) await world.passes(ana.endSession());
    const seat = { room_id, resume_token: "0".repeat(32) }; // of a seat that is gone
    const seats = Object.assign(new Seats(null, () => 0), { find: () => Promise.resolve(seat) });
    const states: string[] = [];
    const joined = await world.passes(joinRoom({
      options: { ...CREATE, command: "join", room: { room_id, server: null } },
      ...NOBODY_ASKED,
      seats,
      print: () => {},
      onStatus: ({ state }) => void states.push(state),
      environment: world.environment,
    }));
    assertEquals(states, expected);
    assertEquals("message" in joined, expected.includes("closed"));
    if ("session" in joined) joined.session.client.close();
  }
});

Deno.test("[A3] join: an admin link is called wrong over a kept seat only if the server says so", async () => {
  const wrong = { code: "bad_request", message: "", field: "admin_secret" };
  const answers = [
    [
      (socket: FakeSocket) => socket.receive({ type: "ERROR", data: wrong }),
      4000,
      /is not for this/,
    ],
    [() => {}, 1013, /could not be checked/],
  ] as const;
  for (const [answer, close, expected] of answers) {
    const seats = new Seats(null, () => 0);
    seats.find = () => Promise.resolve(SEAT);
    const actions: (string | undefined)[] = [];
    const { session, printed } = await joinByAdminLink(seats, (socket) => {
      actions.push(socket.query.action);
      queueMicrotask(() => {
        if (actions.length === 1) return socket.welcome({ admin_id: "NOBODY" });
        answer(socket);
        socket.end(close);
      });
    });
    assertEquals(actions, ["RESUME", "JOIN_ROOM"], "the seat is kept");
    assertEquals(printed.length, 1);
    assertMatch(printed[0] ?? "", expected);
    session.client.close();
  }
});

Deno.test("[A3] join: who gives an admin link too late reads who is the admin", async () => {
  const said: Readonly<Record<string, readonly RegExp[]>> = {
    BOB: [/and bob is the admin/],
    ANA: [],
  };
  for (const [admin_id, expected] of Object.entries(said)) {
    const { session, printed } = await joinByAdminLink(
      new Seats(null, () => 0),
      (socket) => queueMicrotask(() => socket.welcome({ admin_id })),
    );
    assertEquals(printed.length, expected.length, printed.join());
    for (const [n, one] of expected.entries()) assertMatch(printed[n] ?? "", one);
    session.client.close();
  }
});
