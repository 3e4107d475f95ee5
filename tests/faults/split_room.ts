/**
 * A room whose members are spread over two workers for certain: the kernel decides who is connected where,
 * so people join until there are enough on each side. Only `faulty_worker.ts` knows which side that is.
 */
import { homeOf } from "../../src/base/ids.ts";
import { eventually } from "../e2e/patience.ts";
import { Table } from "../e2e/table.ts";
import type { Terminal } from "../e2e/v1_terminal.ts";
import type { Subject } from "./subject.ts";

export const WORKERS = 2;
/** Members on each worker, at least; the admin is one of them, always at home [S1]. */
const ON_EACH = 3;
/** More than it takes to have enough on both sides, but for a chance of less than one in a million. */
const CAPACITY = 40;

export interface SplitRoom {
  readonly table: Table;
  readonly admin: Terminal;
  /** Who is connected to which worker, in the order they came. */
  readonly on: readonly (readonly Terminal[])[];
}

/** Opens a room at home on this worker. `prefix` makes its names unlike all others in the log. */
export async function splitRoom(
  server: Subject,
  { home, prefix }: { readonly home: number; readonly prefix: string },
): Promise<SplitRoom> {
  const table = new Table(server);
  const on: Terminal[][] = Array.from({ length: WORKERS }, () => []);
  const admin = await adminAt(table, { home, name: `${prefix}-admin` });
  on[home]?.push(admin);
  for (let n = 1; on.some((side) => side.length < ON_EACH); n++) {
    const name = `${prefix}-n${n}`; // no word of it looks like a card
    const member = await patiently(() => table.joins(name));
    on[await workerOf(server, name)]?.push(member);
  }
  return { table, admin, on };
}

/** Tries until it succeeds: a dying thread swallows its share of connections until it is gone. */
export async function patiently<Value>(attempt: () => Promise<Value>): Promise<Value> {
  return await eventually("an attempt that succeeds", () => attempt().catch(() => undefined));
}

/** A room is at home where its creator is connected, so this creates until that is the right worker. */
async function adminAt(
  table: Table,
  { home, name }: { readonly home: number; readonly name: string },
): Promise<Terminal> {
  for (let n = 1;; n++) {
    const admin = await patiently(() => table.creates(`${name}-n${n}`, CAPACITY));
    if (homeOf(table.roomId, WORKERS) === home) return admin;
    await admin.interrupt();
  }
}

async function workerOf(server: Subject, name: string): Promise<number> {
  const connected =
    server.log.findLast((line) => line.event === "connected" && line["name"] === name) ??
      await server.logged("connected", (line) => line["name"] === name);
  return Number(connected["worker"]);
}
