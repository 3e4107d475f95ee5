/**
 * Runs the operator's guide's nginx and Caddy in front of a server, with other names, paths and ports, and perhaps with
 * one more change.
 */
import { type Certificate, makeCertificate } from "../e2e/certificate.ts";
import { eventually } from "../e2e/patience.ts";
import { Server } from "../e2e/server.ts";
import { adapted, recipe } from "../readme.ts";
import { signalChild } from "../e2e/signal_child.ts";

interface Recipe {
  readonly program: string;
  readonly language: string;
  readonly file: string;
  /** What stands around the recipe where this program runs for itself. */
  readonly around: (code: string, folder: string) => string;
  readonly listen: readonly [string, (port: number) => string];
  readonly args: (folder: string) => readonly string[];
}

export const RECIPES: readonly Recipe[] = [{
  program: "nginx",
  language: "nginx",
  file: "nginx.conf",
  around: (code, folder) =>
    `daemon off; pid ${folder}/pid; error_log stderr; events {}\n` +
    `http { access_log /dev/stderr; client_body_temp_path ${folder}; proxy_temp_path ${folder};\n` +
    `fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};\n${code}}\n`,
  listen: ["listen 443 ssl", (port) => `listen 127.0.0.1:${port} ssl`],
  args: (folder) => ["-p", folder, "-c", `${folder}/nginx.conf`],
}, {
  program: "caddy",
  language: "caddyfile",
  file: "Caddyfile",
  // the options for all sites are one block, and the first
  around: (code) => code.replace(/^\{\n/, "{\n\tadmin off\n\tauto_https disable_redirects\n"),
  listen: ["localhost {", (port) => `localhost:${port} {`],
  args: (folder) => ["run", "--adapter", "caddyfile", "--config", `${folder}/Caddyfile`],
}];

export interface Proxied {
  readonly port: number;
  readonly made: Certificate;
  /** Ends the server behind the proxy. */
  readonly stopServer: () => Promise<void>;
  /** Ends the proxy, and gives all that it has logged. */
  readonly log: () => Promise<string>;
}

interface BehindOptions {
  /** Which document has the recipes; default: the operator's guide. */
  readonly guide?: string;
  /** Of the server behind it. */
  readonly flags?: readonly string[];
  /** Changes the recipe: each text, which must be there, by another one. */
  readonly changes?: readonly (readonly [string, string])[];
}

/** Runs a server with the recipe's proxy before it, and a story in front of both. */
export async function behind(
  { program, language, file, around, listen, args }: Recipe,
  { flags = [], changes = [], guide }: BehindOptions,
  story: (proxied: Proxied) => Promise<void>,
): Promise<void> {
  await using made = await makeCertificate();
  await using server = await Server.start({ workers: 2, flags: ["--trust-proxy", ...flags] });
  const port = freePort();
  const code = adapted(await recipe(language, guide), [
    ...changes,
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
    stderr: "piped",
  }).spawn();
  const logged = new Response(proxy.stderr).text();
  const log = async () => {
    signalChild(proxy, "SIGTERM");
    await proxy.status;
    return await logged;
  };
  try {
    await eventually(`${program} to listen`, () => listens(port));
    await story({ port, made, stopServer: () => server.stop(), log });
  } finally {
    await log();
  }
}

/** A port that nobody listens on at this moment. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Whether somebody listens on this port. */
export async function listens(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false;
  }
}
