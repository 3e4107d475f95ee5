/** `estimatex-server move`: moves rooms and results from one machine's data directory to a cluster, or back. */
import { counted } from "../protocol/counted.ts";
import { EXIT } from "../base/exit.ts";
import { printable } from "../base/printable.ts";
import { writeLine } from "../base/write_line.ts";
import { moveContents } from "../cluster/move/move_contents.ts";
import { clusterFiles } from "./cluster.ts";
import type { CommandContext } from "./command_table.ts";
import { done, misused } from "./ending.ts";
import { MOVE_HELP, parseMove } from "./move_arguments.ts";

/** Moves, prints what was moved, and resolves with the exit code. */
export async function run(args: readonly string[], { env }: CommandContext): Promise<number> {
  const asked = parseMove(args, env);
  if (asked.kind === "help") return done(MOVE_HELP);
  if (asked.kind === "error") return misused(asked.message);
  let exit: number = EXIT.ok;
  const complain = (problem: string) => {
    writeLine(Deno.stderr, printable(problem));
    exit = EXIT.failed;
  };
  const { directory, to, cluster: { servers, cluster, ...named }, streams, replicas } = asked;
  const files = await clusterFiles(named);
  if (!files.ok) return misused(files.error);
  const nats = { servers, cluster, streams, replicas, ...files.value };
  const moved = await moveContents({ directory, to, nats, complain });
  if (!moved.ok) {
    complain(moved.error);
    return exit;
  }
  const { rooms, sessions, kept } = moved.value;
  const ends = [`${directory}`, `cluster ${cluster}`];
  const [from, target] = to === "cluster" ? ends : ends.toReversed();
  const what = `${counted(rooms, "room")}, and results of ${
    counted(sessions, "session")
  } that ended`;
  writeLine(Deno.stdout, printable(`moved ${what}, from ${from} to ${target}`));
  if (kept !== null) {
    writeLine(
      Deno.stdout,
      printable(`the old files are kept in ${kept}: remove it once all is well`),
    );
  }
  if (to === "directory") {
    writeLine(Deno.stdout, "NATS keeps the results, too: remove its streams once all is well");
  }
  return exit;
}
