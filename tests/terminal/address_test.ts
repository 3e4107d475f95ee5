// Where a server and a room are.
import { assert, assertEquals } from "@std/assert";
import { linkOf, readRoom, readServer } from "../../src/terminal/server_address.ts";

Deno.test("address: a server in every form in which people have it", () => {
  const table: [typed: string, socket: string, page: string][] = [
    ["http://localhost:8080", "ws://localhost:8080/ws", "http://localhost:8080"],
    ["https://points.example.com/", "wss://points.example.com/ws", "https://points.example.com"],
    ["ws://localhost:8080/ws", "ws://localhost:8080/ws", "http://localhost:8080"],
    ["wss://points.example.com", "wss://points.example.com/ws", "https://points.example.com"],
    ["https://example.com/points/", "wss://example.com/points/ws", "https://example.com/points"],
    ["https://example.com/points/ws", "wss://example.com/points/ws", "https://example.com/points"],
    ["https://example.com/r/7K2M9QXD", "wss://example.com/ws", "https://example.com"],
    ["localhost", "ws://localhost/ws", "http://localhost"],
    ["10.0.0.5:8080", "ws://10.0.0.5:8080/ws", "http://10.0.0.5:8080"],
    ["[::1]:8080", "ws://[::1]:8080/ws", "http://[::1]:8080"],
    ["buildbox:8080", "ws://buildbox:8080/ws", "http://buildbox:8080"],
    ["points.example.com", "wss://points.example.com/ws", "https://points.example.com"],
  ];
  for (const [typed, socket, page] of table) {
    assertEquals(readServer(typed), { ok: true, value: { socket, page } }, typed);
  }
  for (const wrong of ["", "ftp://example.com", "http://", "http://a:b@example.com", "a b"]) {
    assert(!readServer(wrong).ok, wrong);
  }
});

Deno.test("address: a complaint does not repeat a user and a password", () => {
  const table: [read: typeof readServer | typeof readRoom, text: string, shown: string][] = [
    [readServer, "https://ana:secret@example.com/x", '"https://***@example.com/x"'],
    [readServer, "ana:secret@example.com", '"***@example.com"'],
    [readRoom, "https://ana:secret@example.com/r/7K2M9QXD", '"https://***@example.com/r/7K2M9QXD"'],
  ];
  for (const [read, text, shown] of table) {
    const { ok, error = "" } = { error: "", ...read(text) };
    assert(!ok && error.endsWith(`got ${shown}`), error);
  }
});

Deno.test("address: a room by its id, or by the page's link", () => {
  const server = { socket: "wss://example.com/ws", page: "https://example.com" };
  assertEquals(readRoom(" 7k2m9qxd "), { ok: true, value: { room_id: "7K2M9QXD", server: null } });
  assertEquals(readRoom("7K2M9QXO"), { ok: true, value: { room_id: "7K2M9QX0", server: null } });
  assertEquals(readRoom("7K2M-9QXD"), { ok: true, value: { room_id: "7K2M9QXD", server: null } });
  const path = readRoom("/r/7K2M9QXD");
  assertEquals(path, { ok: true, value: { room_id: "7K2M9QXD", server: null } });
  for (const tail of ["", "/", "?x=1", "#top", ". See you!"]) {
    const link = linkOf(server, "7K2M9QXD") + tail;
    for (const text of [link, `Join us: ${link}`, `<${link}>`]) {
      assertEquals(readRoom(text), { ok: true, value: { room_id: "7K2M9QXD", server } }, text);
    }
  }
  for (
    const wrong of [
      "",
      "7K2M9QX",
      "https://example.com",
      "https://example.com/r/nope",
      "ftp://a/r/7K2M9QXD",
      "a/b",
    ]
  ) {
    assert(!readRoom(wrong).ok, wrong);
  }
});

Deno.test("[A3, W14] an admin link has a secret behind its #, which no complaint repeats", () => {
  const secret = "0123456789abcdef0123456789abcdef";
  const read = readRoom(`https://a.test/poker/r/7K2M9QXD#admin=${secret}`);
  assertEquals(read.ok && [read.value.room_id, read.value.adminSecret, read.value.server?.page], [
    "7K2M9QXD",
    secret,
    "https://a.test/poker",
  ]);
  const cut = readRoom(`https://a.test/r/7K2M9QXD#admin=${secret.slice(0, 28)}`);
  assertEquals(cut.ok && cut.value.adminSecret, secret.slice(0, 28)); // the server says that it is none
  assertEquals(readRoom("https://a.test/r/7K2M9QXD#admin=").ok, true);
  const wrong = readRoom(`https://a.test/r/7K2M#admin=${secret}`);
  assertEquals(wrong.ok, false);
  assertEquals(!wrong.ok && wrong.error.includes(secret), false);
});
