/**
 * `deno task crash`: kills the server 100 times while clients vote and change rooms. `--kills N`: N times; `--seed S`:
 * with this seed; `--workers N,N`: each start has one of these numbers of workers.
 */
import { integer, readFlags } from "../flags.ts";
import { crash } from "./crash.ts";
import { print } from "../print.ts";

const USAGE = "deno task crash [--kills N] [--seed SEED] [--workers N,N]";

const given = readFlags(USAGE, ["kills", "seed", "workers"]);
const kills = integer(given, "kills", 100);
const seed = integer(given, "seed", crypto.getRandomValues(new Uint32Array(1))[0] ?? 0);
const workers = (given.get("workers")?.[0] ?? "1,2").split(",").map((text) =>
  integer(new Map([["workers", [text]]]), "workers", 1)
);

print(`seed ${seed}: ${kills} kills, ${workers.join(" or ")} workers`);
const counts = await crash({
  seed,
  kills,
  workers,
  note({ kills, acked, in_doubt: inDoubt }) {
    if (kills % 10 === 0) {
      print(`${kills} kills, ${acked} acknowledged, ${inDoubt} in doubt`);
    }
  },
});
print("nothing lost, doubled, half done or sent too early:");
print(Deno.inspect(counts));
