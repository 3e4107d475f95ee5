// nginx with one line of the guide's configuration removed or changed, and what the doctor reports. So every line is
// needed, and a mistake in it is found.
import { assertEquals, assertMatch } from "@std/assert";
import { examined } from "./examined.ts";
import { behind, RECIPES } from "./proxy.ts";
import { isHere, permitted } from "./recipe.ts";

const nginx = RECIPES.find(({ program }) => program === "nginx");
const ignore = !permitted || nginx === undefined || !await isHere("nginx");

interface Case {
  readonly from: string;
  readonly to: string;
  /** The check that fails, what it says and what it advises; all others are well. */
  readonly check: string;
  readonly message: RegExp;
  readonly advice: RegExp;
}

const UPGRADE = "proxy_set_header Upgrade $http_upgrade;";
const CONNECTION = 'proxy_set_header Connection "upgrade";';
const HOST = "proxy_set_header Host $http_host;";
const READ_TIMEOUT = "proxy_read_timeout 1h;";
const BACKEND = "proxy_pass http://127.0.0.1:8080;";

const CASES: Readonly<Record<string, Case>> = {
  "Upgrade is not passed on": {
    from: UPGRADE,
    to: "",
    check: "upgrade",
    message: /status 426 .*headers got lost/,
    advice: /Upgrade and Connection/,
  },
  "Connection is not passed on": {
    from: CONNECTION,
    to: "",
    check: "upgrade",
    message: /status 4\d\d .*headers got lost/,
    advice: /Upgrade and Connection/,
  },
  "the sub-protocol is taken off": {
    from: HOST,
    to: `${HOST} proxy_set_header Sec-WebSocket-Protocol "";`,
    check: "protocol",
    message: /no sub-protocol was selected/,
    advice: /Sec-WebSocket-Protocol/,
  },
  "Host is a name of the proxy's own": {
    from: HOST,
    to: "proxy_set_header Host upstream.test;",
    check: "origin",
    message: /pages from https:\/\/localhost:\d+ may not connect/,
    advice: /Host and Origin.* --public-url https:\/\/localhost:\d+/,
  },
  "everybody gets an Origin of the proxy's own": {
    from: HOST,
    to: `${HOST} proxy_set_header Origin https://upstream.test;`,
    check: "upgrade",
    message: /status 403 .*an Origin that was not sent/,
    advice: /Origin on unchanged/,
  },
  "silence is cut off": {
    from: READ_TIMEOUT,
    to: "proxy_read_timeout 3s;",
    check: "idle",
    message:
      /silent connection was cut off after 3 s, without a close frame: by something in between/,
    advice: /proxy_read_timeout 1h/,
  },
  "nobody is where the server should be": {
    from: BACKEND,
    to: `proxy_pass http://127.0.0.1:1; # ${BACKEND}`,
    check: "upgrade",
    message: /status 502 .*does not reach the server/,
    advice: /backend address/,
  },
  "the path is another one": {
    from: BACKEND,
    to: "proxy_pass http://127.0.0.1:8080/elsewhere/;",
    check: "upgrade",
    message: /status 404 .*the path is unknown/,
    advice: /path included/,
  },
};

for (const [what, { from, to, check, message, advice }] of Object.entries(CASES)) {
  Deno.test({ name: `nginx, but ${what}: the doctor names it`, ignore }, async () => {
    if (nginx === undefined) return;
    const flags = ["--allowed-origin", "https://example.com"];
    const changes = [[from, to]] as const;
    await behind(nginx, { flags, changes }, async (proxied) => {
      const { code, checks, output } = await examined(proxied, check === "idle" ? "8s" : "0s");
      const failed = checks.filter(({ result }) => result === "failed");
      assertEquals([code, ...failed.map(({ name }) => name)], [1, check], output);
      assertMatch(failed[0]?.message ?? "", message);
      assertMatch(failed[0]?.advice ?? "", advice);
    });
  });
}
