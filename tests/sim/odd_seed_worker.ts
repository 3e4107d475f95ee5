/** The thread of seed_threads_test.ts, in which one seed fails. */
import { serveSeeds } from "./seed_thread.ts";

serveSeeds((seed, { fails }: { readonly fails: number }) => ({
  failure: seed === fails ? `seed ${seed} fails` : null,
  counts: new Map([["seeds", 1]]),
}));
