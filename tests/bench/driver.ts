/**
 * A driver process: opens the rooms of its plan (its only argument), then plays rounds from "go" to "stop", which are
 * lines of its standard input, and answers each with one line of JSON. When the server restarts in between, it is sent
 * "part" before and "come_back" after that. It needs only the network.
 */
import { LoadRoom } from "./load_room.ts";
import type { Plan } from "./plan.ts";
import { targetOf } from "./socket.ts";
import { Tally, type TallyData } from "./tally.ts";
import { print } from "../print.ts";

/** A line of a driver's input. */
export type DriverCommand = "go" | "stop" | "part" | "come_back";

/** A line of a driver's output. */
export type DriverLine =
  /** Everybody has a seat. */
  | { readonly event: "ready"; readonly connections: number; readonly seconds: number }
  /** All rounds are over; `tally`: what was counted since "go", in `seconds`. */
  | { readonly event: "done"; readonly seconds: number; readonly tally: TallyData }
  /** Ends of connections are expected from now on; or everybody has resumed. */
  | { readonly event: "parted" }
  | { readonly event: "back" }
  | { readonly event: "failed"; readonly error: string };

/** Rooms that are opened at the same time. */
const OPENING = 16;
/** How often v2 members ping [W8], and how often stuck rounds are looked for, in milliseconds. */
const PING_MS = 20_000;
const WATCH_MS = 1_000;

if (import.meta.main) {
  try {
    await drive(JSON.parse(Deno.args[0] ?? "null"));
  } catch (error) {
    say({ event: "failed", error: `${error}` });
  }
  Deno.exit();
}

async function drive(plan: Plan): Promise<void> {
  const targets = plan.urls.map(targetOf);
  const tally = new Tally();
  const rooms = Array.from(
    { length: plan.rooms },
    (_, number) => new LoadRoom({ number, plan, targets, tally }),
  );
  const began = performance.now();
  await some(rooms, (room) => room.open());
  const connections = plan.rooms * plan.members;
  say({ event: "ready", connections, seconds: secondsSince(began) });
  setInterval(() => {
    for (const { members } of rooms) for (const member of members) member.ping();
  }, PING_MS);
  setInterval(() => {
    for (const room of rooms) room.watch(performance.now());
  }, WATCH_MS);
  await execute(rooms, tally);
  for (const { members } of rooms) for (const member of members) member.hangUp();
}

/** Runs a task for each room, a few at a time. */
async function some(
  rooms: readonly LoadRoom[],
  work: (room: LoadRoom) => Promise<void>,
): Promise<void> {
  const left = rooms.values();
  await Promise.all(Array.from({ length: OPENING }, async () => {
    for (const room of left) await work(room);
  }));
}

/** Executes the lines of standard input until its end. */
async function execute(rooms: readonly LoadRoom[], tally: Tally): Promise<void> {
  let went = 0;
  for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    for (const command of text.trim().split("\n")) {
      if (command === "go") {
        tally.clear();
        went = performance.now();
        for (const room of rooms) room.start();
      } else if (command === "stop") {
        await Promise.all(rooms.map((room) => room.stop()));
        say({ event: "done", seconds: secondsSince(went), tally: tally.toJSON() });
      } else if (command === "part") {
        for (const room of rooms) room.part();
        say({ event: "parted" });
      } else if (command === "come_back") {
        await some(rooms, (room) => room.comeBack());
        say({ event: "back" });
      }
    }
  }
}

function secondsSince(moment: number): number {
  return (performance.now() - moment) / 1_000;
}

function say(line: DriverLine): void {
  print(JSON.stringify(line));
}
