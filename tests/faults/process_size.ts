/**
 * What a process holds, as Linux reports it: asked with its tools, because Deno reads another process's
 * folder in /proc with every permission only.
 */

/** Open descriptors. */
export async function descriptorsOf(pid: number): Promise<number> {
  return (await ask("ls", `/proc/${pid}/fd`)).trim().split("\n").length;
}

/** Resident memory, in bytes. */
export async function residentBytesOf(pid: number): Promise<number> {
  return Number(await ask("ps", "-o", "rss=", "-p", `${pid}`)) * 1024;
}

async function ask(tool: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(tool, { args }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) throw new Error(`${tool} ${args.join(" ")}: ${text(stderr)}`);
  return text(stdout);
}
