// Names in code are camelCase. A field that is written somewhere, and a setting, is snake_case wherever it
// goes; this knows where each such name has its home. It reads the sources, so a run that may not read them
// leaves it out; structure_test.ts says so in capitals.
import { assertEquals } from "@std/assert";
import { readSources } from "./sources.ts";

/** What is written somewhere, by the files that say what it is: each snake_case name in them may be used. */
const HOMES: readonly string[] = [
  // the wire, and the room's state, which goes to the wire and to the disk
  ...["v1_events", "v2_commands", "v2_frames", "request", "close_codes", "webhook_events"].map((
    name,
  ) => `src/protocol/${name}.ts`),
  ...["deck", "events", "results", "secrecy", "state", "summary"].map((name) =>
    `src/room/${name}.ts`
  ),
  // the disk, the metrics, the settings
  "src/journal/sqlite_schema.ts",
  "src/base/metrics.ts",
  "src/cli/setting_table.ts",
  // what programs are answered
  "src/api/schemas.ts",
  // what NATS is asked, and answers
  "src/cluster/nats_consumer.ts",
  "src/cluster/nats_requests.ts",
  "src/cluster/nats_stream_settings.ts",
  "src/cluster/nats_transport.ts",
  "src/cluster/survey/survey_nats.ts",
  // what trackers are asked, and answer
  "src/trackers/gitlab.ts",
  "src/trackers/tracker.ts",
  // why a certificate is refused
  "src/client/certificate.ts",
];

/** What else is written, and where it stands in the code. */
const WRITTEN: Readonly<Record<string, string>> = {
  // the log
  build_it_with: "src/cli/serve.ts",
  limit_bytes: "src/server/memory.ts",
  no_memory: "src/server/handler.ts",
  participants_count: "src/hosting/room_log.ts",
  rss_bytes: "src/server/memory.ts",
  too_many: "src/server/handler.ts",
  too_many_from_address: "src/server/handler.ts",
  unsaved_rooms: "src/journal/outbox.ts",
  unsent_bytes: "src/server/outbox.ts",
  within_ms: "src/supervisor/drain.ts",
  // what NATS is asked
  last_by_subj: "src/cluster/nats_engine.ts",
  // labels of metrics
  v1_away: "src/hosting/stats.ts",
  v1_online: "src/hosting/stats.ts",
  v2_away: "src/hosting/stats.ts",
  v2_online: "src/hosting/stats.ts",
  // SQL
  application_id: "src/journal/sqlite_file.ts",
  busy_timeout: "src/journal/sqlite_file.ts",
  foreign_keys: "src/journal/sqlite_file.ts",
  journal_mode: "src/journal/sqlite_file.ts",
  secure_delete: "src/journal/delete_session.ts",
  user_version: "src/journal/sqlite_file.ts",
  // what a program prints or offers
  left_out: "src/cli/tickets_text.ts",
  patience_ms: "src/cluster/node.ts",
  waited_ms: "src/cluster/takeovers.ts",
  receive_v1: "src/protocol/asyncapi.ts",
  receive_v2: "src/protocol/asyncapi.ts",
  send_v1: "src/protocol/asyncapi.ts",
  send_v2: "src/protocol/asyncapi.ts",
};

/** The client library, its terminal and its page write things of their own: links, storage, line mode. */
const ELSEWHERE = /^src\/(client|terminal|tickets|web)\//;

const ROOT = new URL("../", import.meta.url);
const permitted = (await Deno.permissions.query({ name: "read", path: ROOT })).state === "granted";

const SNAKE_CASE = /\b[a-z0-9]*[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b/g;

/** The snake_case names in a file, its texts aside. */
function names(code: string): ReadonlySet<string> {
  return new Set(code.replace(/"(?:[^"\\\n]|\\.)*"/g, '""').match(SNAKE_CASE));
}

Deno.test({
  name:
    "a name with an underscore is that of something written, or a setting; all others are camelCase",
  ignore: !permitted,
  fn: () => {
    const sources = readSources();
    const known = new Set(Object.keys(WRITTEN));
    for (const home of HOMES) {
      for (const [name] of (sources.get(home) ?? "").matchAll(SNAKE_CASE)) known.add(name);
    }
    const wrong: string[] = [];
    for (const [path, code] of sources) {
      if (ELSEWHERE.test(path)) continue;
      for (const name of names(code)) if (!known.has(name)) wrong.push(`${path}: ${name}`);
    }
    assertEquals(wrong, []);
    const stale = Object.entries(WRITTEN).filter(([name, path]) =>
      !names(sources.get(path) ?? "").has(name)
    );
    assertEquals(stale, []);
  },
});

Deno.test("the check itself knows names from texts", () => {
  const code = 'const a_b = `${c_d} e`; f("g_h"); i.j_k1 = 1_000 + aB;';
  assertEquals([...names(code)], ["a_b", "c_d", "j_k1"]);
});
