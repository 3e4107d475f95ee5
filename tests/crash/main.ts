/**
 * `deno task crash`: kills the server 100 times while people vote. `--kills N`: so often; `--seed S`: with these
 * draws; `--workers N,N`: each start has one of these numbers of workers.
 */
import { parseArgs } from "@std/cli/parse-args";
import { crash } from "./crash.ts";

const args = parseArgs(Deno.args, { string: ["kills", "seed", "workers"] });
const kills = wholeNumber("kills", args.kills ?? "100");
const seed = wholeNumber("seed", args.seed ?? `${crypto.getRandomValues(new Uint32Array(1))[0]}`);
const workers = `${args.workers ?? "1,2"}`.split(",").map((text) => wholeNumber("workers", text));

console.log(`seed ${seed}: ${kills} kills, ${workers.join(" or ")} workers`);
const counts = await crash({
  seed,
  kills,
  workers,
  note({ kills, acked, in_doubt }) {
    if (kills % 10 === 0) {
      console.log(`${kills} kills, ${acked} acknowledged, ${in_doubt} in doubt`);
    }
  },
});
console.log("nothing lost, doubled, half done or told too early:");
console.log(counts);

function wholeNumber(flag: string, value: unknown): number {
  if (/^\d{1,15}$/.test(`${value}`)) return Number(value);
  console.error(`--${flag} must be a whole number, got "${value}"`);
  Deno.exit(2);
}
