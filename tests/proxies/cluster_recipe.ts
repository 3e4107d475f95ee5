/** The cluster guide's balancers as programs that run, on a machine that has the guide's hosts and certificates. */
import { eventually } from "../e2e/patience.ts";
import { adapted, CLUSTER_GUIDE, documentText, recipe } from "../readme.ts";
import { listens } from "./proxy.ts";
import { signalChild } from "../e2e/signal_child.ts";

interface BalancerRecipe {
  readonly program: string;
  /** The whole configuration: the recipe, and what it takes to run from this folder. */
  readonly configuration: (folder: string) => Promise<string>;
  readonly args: (folder: string) => readonly string[];
}

export const BALANCERS: readonly BalancerRecipe[] = [{
  program: "nginx",
  async configuration(folder) {
    const lines = ["proxy_pass http://estimatex;", "proxy_connect_timeout 2s;"];
    adapted(await documentText(CLUSTER_GUIDE), lines.map((line) => [`\`${line}\``, ""]));
    const upstream = await recipe("nginx", CLUSTER_GUIDE);
    const server = adapted(await recipe("nginx"), [
      ["proxy_pass http://127.0.0.1:8080;", lines.join(" ")],
    ]);
    return `daemon off; pid ${folder}/pid; error_log stderr; events {}\n` +
      `http { access_log off; client_body_temp_path ${folder}; proxy_temp_path ${folder};\n` +
      `fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};\n` +
      `${upstream}\n${server}}\n`;
  },
  args: (folder) => ["-p", folder, "-c", `${folder}/configuration`],
}, {
  program: "caddy",
  configuration: async () => `{\n\tadmin off\n}\n${await recipe("caddyfile", CLUSTER_GUIDE)}`,
  args: (folder) => ["run", "--adapter", "caddyfile", "--config", `${folder}/configuration`],
}, {
  program: "haproxy",
  configuration: () => recipe("haproxy", CLUSTER_GUIDE),
  args: (folder) => ["-db", "-f", `${folder}/configuration`],
}];

/** Runs a balancer, and a story in front of it. */
export async function balanced(
  { program, configuration, args }: BalancerRecipe,
  story: () => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/configuration`, await configuration(folder));
  const process = new Deno.Command(program, {
    args: [...args(folder)],
    env: { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const logged = new Response(process.stderr).text();
  const end = async () => {
    signalChild(process, "SIGTERM");
    await process.status;
    await Deno.remove(folder, { recursive: true });
    return await logged;
  };
  try {
    await eventually(`${program} to listen`, () => listens(443));
  } catch (error) {
    throw new Error(`${program} does not begin: ${await end()}`, { cause: error });
  }
  try {
    await story();
  } finally {
    await end();
  }
}
