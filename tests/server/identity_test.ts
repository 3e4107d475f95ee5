// Who people are where a proxy says it [A2]: whom that is believed from, and what becomes of a name.
import { assertEquals } from "@std/assert";
import { identifierOf } from "../../src/server/identity.ts";
import { CREATE, HandlerStory, UPGRADED, V2 } from "./handler_story.ts";

const SETTINGS = { auth_header: "remote-user", proxy_addresses: [] as readonly string[] };

/** A header's value as the runtime gives it: a character for each byte. */
function asBytes(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

Deno.test("[A2, W5] the name in the header is sanitised and cut, whatever its bytes are; an empty one is none", () => {
  const identify = identifierOf(SETTINGS);
  const table: [value: string, name: string | null][] = [
    ["Ana", "Ana"],
    [asBytes("Zoë Müller 山田"), "Zoë Müller 山田"],
    ["Zo\u00eb", "Zoë"], // Latin-1
    [asBytes("A\u202en\u200ba"), "Ana"],
    ["x".repeat(60), "x".repeat(40)],
    ["", null],
    [asBytes("\u200b"), null],
  ];
  for (const [value, name] of table) {
    assertEquals(identify?.(new Headers({ "Remote-User": value }), "127.0.0.1"), name, value);
  }
  assertEquals(identify?.(new Headers(), "127.0.0.1"), null);
  assertEquals(identifierOf({ ...SETTINGS, auth_header: null }), null);
});

Deno.test("[A2] the header is believed from the proxy's address alone", () => {
  const headers = new Headers({ "remote-user": "Ana" });
  const table: [addresses: readonly string[], remote: string, isBelieved: boolean][] = [
    [[], "127.0.0.1", true],
    [[], "::1", true],
    [[], "::ffff:127.0.0.1", true],
    [[], "10.0.0.5", false],
    [["10.0.0.5"], "10.0.0.5", true],
    [["10.0.0.5"], "10.0.0.50", false],
    [["10.0.0.5"], "127.0.0.1", false],
    [["172.18.0.0/16", "fd00::/8"], "172.18.200.1", true],
    [["172.18.0.0/16", "fd00::/8"], "172.19.0.1", false],
    [["172.18.0.0/16", "fd00::/8"], "fd12::1", true],
    [["172.18.0.0/16", "fd00::/8"], "fe80::1", false],
    [["0.0.0.0/0"], "::1", false],
    [["10.0.0.5"], "no address", false],
  ];
  for (const [addresses, remote, isBelieved] of table) {
    const identify = identifierOf({ ...SETTINGS, proxy_addresses: addresses });
    assertEquals(identify?.(headers, remote), isBelieved ? "Ana" : null, `${addresses} ${remote}`);
  }
});

Deno.test("[A2] without the header page and /ws are 401, health and metrics are not; with it the name is its", async () => {
  const story = new HandlerStory({ auth_header: "remote-user", trust_proxy: true });
  const remote = "127.0.0.1";
  const nobody = { headers: V2, remote };
  for (const path of ["/", "/r/7K2M9QXD", "/who", "/asyncapi.json", CREATE]) {
    assertEquals((await story.request(path, nobody)).status, 401, path);
    const elsewhere = { headers: { ...V2, "remote-user": "Ana" }, remote: "192.0.2.1" };
    assertEquals((await story.request(path, elsewhere)).status, 401, path);
  }
  for (const path of ["/healthz", "/readyz", "/metrics"]) {
    assertEquals((await story.request(path, nobody)).status, 299, path);
  }
  const ana = { headers: { ...V2, "remote-user": "Ana" }, remote };
  assertEquals((await story.request("/who", ana)).body, '{"name":"Ana"}');
  const asked = async (path: string, headers: Readonly<Record<string, string>>) => {
    assertEquals((await story.request(path, { headers, remote })).body, UPGRADED, path);
    const handshake = story.accepted.at(-1)?.handshake;
    if (!handshake?.ok) return null;
    const { action } = handshake.value;
    return handshake.value.action === "look" ? action : [
      action,
      "name" in handshake.value ? handshake.value.name : undefined,
      handshake.value.identity,
    ];
  };
  const join = "/ws?action=JOIN_ROOM&room_id=7K2M9QXD";
  const resume = `/ws?action=RESUME&room_id=7K2M9QXD&resume_token=${"0f".repeat(16)}`;
  const create = "/ws?action=create_room&max_room_capacity=3";
  const v1 = { "remote-user": "Ana" };
  assertEquals(await asked(`${create}&name=Eve`, ana.headers), ["create", "Ana", "Ana"]);
  assertEquals(await asked(create, ana.headers), ["create", "Ana", "Ana"]);
  assertEquals(await asked(`${join}&name=Eve`, ana.headers), ["join", "Ana", "Ana"]);
  assertEquals(await asked(`${join}&name=Eve`, v1), ["join", "Ana", "Ana"]);
  assertEquals(await asked(join, ana.headers), "look");
  assertEquals(await asked(resume, ana.headers), ["resume", undefined, "Ana"]);
  // where people say themselves who they are the header is nothing
  const open = new HandlerStory();
  assertEquals((await open.request("/who", ana)).body, '{"name":null}');
  await open.request(`${create}&name=Eve`, ana);
  const handshake = open.accepted.at(-1)?.handshake;
  assertEquals(handshake?.ok && handshake.value.action === "create" && handshake.value.name, "Eve");
});

Deno.test("[W10, A2] where the proxy's address is known nobody else says whom it forwards", async () => {
  const story = new HandlerStory({ trust_proxy: true, proxy_addresses: ["10.0.0.5"] });
  const headers = { "x-forwarded-for": "203.0.113.7" };
  for (const remote of ["10.0.0.5", "10.0.0.6"]) await story.request(CREATE, { headers, remote });
  assertEquals(story.accepted.map(({ address }) => address), ["203.0.113.7", "10.0.0.6"]);
});
