/** The cluster guide's balancers as programs that run, before nodes whose ports are given, over plain HTTP. */
import { adapted, CLUSTER_GUIDE, documentText, recipe } from "../readme.ts";
import { freePort, listens, until } from "./proxy.ts";

export interface BalancerRecipe {
  readonly program: string;
  /** The whole configuration, given the ports to listen on and to forward to. */
  readonly configuration: (ports: Ports) => Promise<string>;
  readonly args: (folder: string) => readonly string[];
}

interface Ports {
  readonly folder: string;
  readonly listen: number;
  readonly nodes: readonly number[];
}

/** The addresses of the guide's nodes, each to one of these. */
function ofNodes(nodes: readonly number[]): readonly (readonly [string, string])[] {
  return nodes.map((port, n) => [`10.0.0.1${n + 1}:8080`, `127.0.0.1:${port}`]);
}

export const BALANCERS: readonly BalancerRecipe[] = [{
  program: "nginx",
  async configuration({ folder, listen, nodes }) {
    const upstream = adapted(await recipe("nginx", CLUSTER_GUIDE), ofNodes(nodes));
    const lines = ["proxy_pass http://estimatex;", "proxy_connect_timeout 2s;"];
    adapted(await documentText(CLUSTER_GUIDE), lines.map((line) => [`\`${line}\``, ""]));
    const server = adapted(await recipe("nginx"), [
      ["proxy_pass http://127.0.0.1:8080;", lines.join(" ")],
      ["listen 443 ssl;", `listen 127.0.0.1:${listen};`],
      ["ssl_certificate /etc/estimatex/cert.pem;", ""],
      ["ssl_certificate_key /etc/estimatex/key.pem;", ""],
    ]);
    return `daemon off; pid ${folder}/pid; error_log stderr; events {}\n` +
      `http { access_log off; client_body_temp_path ${folder}; proxy_temp_path ${folder};\n` +
      `fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};\n` +
      `${upstream}\n${server}}\n`;
  },
  args: (folder) => ["-p", folder, "-c", `${folder}/configuration`],
}, {
  program: "caddy",
  async configuration({ listen, nodes }) {
    const site = adapted(await recipe("caddyfile", CLUSTER_GUIDE), [
      ...ofNodes(nodes),
      ["points.example.com {", `http://:${listen} {`],
      ["\ttls /etc/estimatex/cert.pem /etc/estimatex/key.pem\n", ""],
    ]);
    return `{\n\tadmin off\n}\n${site}`;
  },
  args: (folder) => ["run", "--adapter", "caddyfile", "--config", `${folder}/configuration`],
}, {
  program: "haproxy",
  async configuration({ listen, nodes }) {
    return adapted(await recipe("haproxy", CLUSTER_GUIDE), [
      ...ofNodes(nodes),
      ["bind :443 ssl crt /etc/estimatex/both.pem alpn http/1.1", `bind 127.0.0.1:${listen}`],
    ]);
  },
  args: (folder) => ["-db", "-f", `${folder}/configuration`],
}];

/** Runs a balancer before these nodes, those that are down among them, and a story in front of it. */
export async function balanced(
  { program, configuration, args }: BalancerRecipe,
  nodes: readonly number[],
  story: (balancer: { readonly port: number }) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const port = freePort();
  const text = await configuration({ folder, listen: port, nodes });
  await Deno.writeTextFile(`${folder}/configuration`, text);
  const process = new Deno.Command(program, {
    args: [...args(folder)],
    env: { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const logged = new Response(process.stderr).text();
  const end = async () => {
    try {
      process.kill("SIGTERM");
    } catch {
      // it has ended by itself
    }
    await process.status;
    await Deno.remove(folder, { recursive: true });
    return await logged;
  };
  try {
    await until(`${program} to listen`, () => listens(port));
  } catch (error) {
    throw new Error(`${program} does not begin: ${await end()}`, { cause: error });
  }
  try {
    await story({ port });
  } finally {
    await end();
  }
}
