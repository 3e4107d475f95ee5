/** The port in the line that says that a program listens, as the server's log does; `line` gives the next one. */
export async function portIn(line: () => Promise<string>): Promise<number> {
  for (;;) {
    const { event, port }: { event?: unknown; port?: unknown } = JSON.parse(await line());
    if (event === "listening") return Number(port);
  }
}
