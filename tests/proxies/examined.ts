/** Runs the doctor as a process against a server behind a proxy. */
import type { Check } from "../../src/cli/doctor/report.ts";
import type { Proxied } from "./proxy.ts";

interface Examined {
  readonly code: number;
  readonly checks: readonly Check[];
  /** All of it, as it was printed. */
  readonly output: string;
}

export async function examined({ port, made }: Proxied, idle: string): Promise<Examined> {
  const words = ["main.ts", "doctor", `https://localhost:${port}`, "--idle", idle, "--json"];
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--frozen", `--cert=${made.caFile}`, "--allow-net", ...words],
    cwd: new URL("../../", import.meta.url),
  }).output();
  const output = new TextDecoder().decode(stdout);
  return { code, checks: JSON.parse(output).checks, output };
}
