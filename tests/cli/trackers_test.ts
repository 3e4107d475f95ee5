// What the settings of trackers come to: tokens read, or one line that says what to do, without a token in it [A5].
import { assert, assertEquals } from "@std/assert";
import { trackersOf } from "../../src/cli/trackers.ts";
import { permittedTest } from "../permitted.ts";
import { type Env, parse } from "./command_line_story.ts";

const KEYS = ["--create-key-file", "/etc/keys"];
const TOKEN = "secret-token-1";

async function trackers(args: readonly string[], env: Env = {}) {
  const line = parse(args);
  assert(line.kind === "run", JSON.stringify(line));
  return await trackersOf(line.config, line.explicit, (name) => env[name]);
}

Deno.test("a tracker has its token from a variable, and its field where one is given [A5]", async () => {
  const tracker = ["--tracker", "my-work=gitlab:https://git.example/acme"];
  assertEquals(await trackers([]), { ok: true, value: [] });
  const found = await trackers([...KEYS, ...tracker, "--tracker-field", "my-work=weight"], {
    ESTIMATEX_TRACKER_MY_WORK_TOKEN: ` ${TOKEN}\n`,
  });
  const site = "https://git.example/acme/";
  const value = [{ name: "my-work", kind: "gitlab", site, token: TOKEN, field: "weight" }];
  assertEquals<unknown>(found, { ok: true, value });
});

Deno.test("--auth-header protects trackers like --create-key-file [A2, A5]", async () => {
  const line = parse(["--tracker", "a=linear:https://linear.app/x"]);
  assert(line.kind === "run");
  const config = { ...line.config, auth_header: "x-forwarded-user" };
  const found = await trackersOf(config, line.explicit, () => TOKEN);
  assert(found.ok, JSON.stringify(found));
});

permittedTest("a tracker has its token from a file, before any variable [A5]", async () => {
  const file = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(file, `${TOKEN}\n`);
    const found = await trackers(
      [...KEYS, "--tracker", "a=linear:https://linear.app/x", "--tracker-token-file", `a=${file}`],
      { ESTIMATEX_TRACKER_A_TOKEN: "other" },
    );
    assertEquals(found.ok && found.value[0]?.token, TOKEN);
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("what is wrong with trackers is one line that says what to do [A5]", async () => {
  const jira = ["--tracker", "a=jira:https://acme.example"];
  const linear = ["--tracker", "a=linear:https://linear.app/x"];
  const table: [string[], Env, RegExp][] = [
    // nobody guards who opens rooms, and so who reads tickets
    [linear, {}, /^--tracker needs --create-key-file or --auth-header: /],
    [
      [...KEYS, ...linear],
      {},
      /^tracker a has no token: give --tracker-token-file a=FILE, or set /,
    ],
    [
      [...KEYS, ...linear],
      { ESTIMATEX_TRACKER_A_TOKEN: `${TOKEN} x` },
      /must have one token in it/,
    ],
    [[...KEYS, ...jira], { ESTIMATEX_TRACKER_A_TOKEN: TOKEN }, /must be EMAIL:API_TOKEN/],
    [
      [...KEYS, "--tracker", "a=azure:https://dev.azure.com/acme"],
      {},
      /^tracker a needs the address/,
    ],
    [[...KEYS, ...linear, "--tracker-field", "b=x"], {}, /^--tracker-field names b, which no/],
    [[...KEYS, ...linear, "--tracker-token-file", "a=/no/such"], {}, /^can't read --tracker-token/],
  ];
  for (const [args, env, rule] of table) {
    const found = await trackers(args, env);
    assert(!found.ok && rule.test(found.error), JSON.stringify(found));
    assert(!found.error.includes(TOKEN), found.error);
  }
});

Deno.test("addresses of trackers have a name, a kind and no user [A5]", () => {
  const bad = [
    "https://acme.example",
    "a=https://acme.example",
    "a=bugzilla:https://acme.example",
    "a=jira:https://me:pw@acme.example",
    "a=jira:acme.example",
    "a=jira:https://acme.example,A=jira:https://b.example",
    "a-b=jira:https://acme.example,a_b=jira:https://b.example",
    "a b=jira:https://acme.example",
    "a=jira:https://acme.example?x=1",
    "a=gitlab:https://acme.example/%E0",
  ];
  for (const text of bad) {
    const line = parse(["--tracker", text]);
    assert(line.kind === "error" && !line.message.includes("pw"), text);
  }
});
