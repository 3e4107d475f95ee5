// The README's nginx and Caddy, for real: a session of both protocols by the doctor, who also thinks for a
// while, and limits that hold for each forwarded address [W8, W9, W10].
import { assert, assertEquals, assertMatch } from "@std/assert";
import { makeCertificate } from "../e2e/certificate.ts";
import { Server } from "../e2e/server.ts";
import { adapted, isHere, recipe } from "./recipe.ts";

const permitted = (await Deno.permissions.query({ name: "run" })).state === "granted" &&
  (await Deno.permissions.query({ name: "env" })).state === "granted";

if (permitted && !Deno.env.has("ESTIMATEX_TEST_PROXIES")) {
  console.error("THE RECIPES OF THE README WERE NOT TRIED. TRY THEM WITH: tests/proxies/run");
}

interface Recipe {
  readonly program: string;
  readonly language: string;
  readonly file: string;
  /** What stands around the recipe where this program runs for itself. */
  readonly around: (code: string, folder: string) => string;
  readonly listen: readonly [string, (port: number) => string];
  readonly args: (folder: string) => readonly string[];
}

const RECIPES: readonly Recipe[] = [{
  program: "nginx",
  language: "nginx",
  file: "nginx.conf",
  around: (code, folder) =>
    `daemon off; pid ${folder}/pid; error_log stderr; events {}\n` +
    `http { access_log off; client_body_temp_path ${folder}; proxy_temp_path ${folder};\n` +
    `fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};\n${code}}\n`,
  listen: ["listen 443 ssl", (port) => `listen 127.0.0.1:${port} ssl`],
  args: (folder) => ["-p", folder, "-c", `${folder}/nginx.conf`],
}, {
  program: "caddy",
  language: "caddyfile",
  file: "Caddyfile",
  around: (code) => `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${code}`,
  listen: ["localhost {", (port) => `localhost:${port} {`],
  args: (folder) => ["run", "--adapter", "caddyfile", "--config", `${folder}/Caddyfile`],
}];

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function until(what: string, found: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    if (await found()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited in vain for ${what}`);
}

async function listens(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false;
  }
}

for (const { program, language, file, around, listen, args } of RECIPES) {
  const ignore = !permitted || !await isHere(program);

  Deno.test({ name: `[W8, W10] ${program}, as in the README`, ignore }, async () => {
    await using made = await makeCertificate();
    const flags = ["--trust-proxy", "--max-connections-per-ip", "3"];
    await using server = await Server.start({ workers: 2, flags });
    const port = freePort();
    const code = adapted(await recipe(language), [
      ["points.example.com", "localhost"],
      ["/etc/estimatex/", `${made.folder}/`],
      ["127.0.0.1:8080", `127.0.0.1:${server.port}`],
      [listen[0], listen[1](port)],
    ]);
    await Deno.chmod(made.folder, 0o755);
    await Deno.writeTextFile(`${made.folder}/${file}`, around(code, made.folder));
    const proxy = new Deno.Command(program, {
      args: [...args(made.folder)],
      env: { HOME: made.folder, XDG_DATA_HOME: made.folder, XDG_CONFIG_HOME: made.folder },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    try {
      await until(`${program} to listen`, () => listens(port));
      const doctor = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "--frozen",
          `--cert=${made.ca_file}`,
          "--allow-net",
          "main.ts",
          "doctor",
          `https://localhost:${port}`,
          "--idle",
          "65s",
          "--json",
        ],
        cwd: new URL("../../", import.meta.url),
      }).output();
      const said = new TextDecoder().decode(doctor.stdout);
      const { ok, checks } = JSON.parse(said);
      assert(ok, said);
      const results = checks.map(({ result }: { result: string }) => result);
      assertEquals(results, checks.map(() => "ok"), said);
      assertMatch(said, /a proxy answers/);
      await addressesCount(port, made.ca);
    } finally {
      proxy.kill("SIGTERM");
      await proxy.status;
    }
  });
}

/** Everybody here has one address, whatever the client claims: of four connections one is refused. */
async function addressesCount(port: number, ca: string): Promise<void> {
  const conns: Deno.TlsConn[] = [];
  const answers: string[] = [];
  for (let at = 0; at < 4; at++) {
    const conn = await Deno.connectTls({
      hostname: "localhost",
      port,
      caCerts: [ca],
      alpnProtocols: ["http/1.1"],
    });
    conns.push(conn);
    const lines = [
      `GET /ws?action=CREATE_ROOM&name=n${at}&max_room_capacity=2 HTTP/1.1`,
      "Host: localhost",
      "Upgrade: websocket",
      "Connection: Upgrade",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      `X-Forwarded-For: 192.0.2.${at}`,
    ];
    await conn.write(new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`));
    let text = "";
    while (!/CREATE_ROOM|address/.test(text)) {
      const bytes = new Uint8Array(4_096);
      const count = await conn.read(bytes);
      if (count === null) break;
      text += new TextDecoder().decode(bytes.subarray(0, count));
    }
    answers.push(/CREATE_ROOM/.test(text) ? "in" : /Your address/.test(text) ? "refused" : text);
  }
  for (const conn of conns) conn.close();
  assertEquals(answers, ["in", "in", "in", "refused"]);
}
