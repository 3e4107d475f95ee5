/** Links between nodes that lose and delay posts, and come and go: whatever a seed draws, the model holds [S2, C11]. */
import { assert, assertEquals, assertLess } from "@std/assert";
import { LinkWorld, workerIdOf } from "./link_world.ts";

for (let seed = 1; seed <= 8; seed++) {
  Deno.test(`[S2] no loss, doubling or disorder when posts are lost, late and held up (seed ${seed})`, () => {
    const world = new LinkWorld({ delayMs: 20, postLost: 0.2, postLate: 0.1 }, seed);
    const workers = world.met("a-1", "b-1", "c-1");
    for (let step = 0; step < 100; step++) {
      for (const from of workers) {
        for (const to of workers) {
          if (from !== to && world.random.chance(0.4)) {
            from.send(to.workerId, world.random.below(100));
          }
        }
        if (world.random.chance(0.02)) from.engine.cut();
        if (world.random.chance(0.1)) from.engine.restore();
      }
      world.clock.advance(world.random.below(50));
    }
    assertLess(0, world.world.counts.get("post lost") ?? 0);
    world.finish();
    assert(workers.every(({ lost }) => lost.length === 0), "silence ends nobody");
  });
}

for (let seed = 1; seed <= 12; seed++) {
  Deno.test(`[S2, S4] links begin anew where somebody takes nothing, and both ends agree on it (seed ${seed})`, () => {
    const faults = { delayMs: 20, postLost: 0.15, postLate: 0.1 };
    const world = new LinkWorld(faults, seed, { weight: 100_000, messages: 150 });
    const workers = world.met("a-1", "b-1", "c-1");
    for (let step = 0; step < 400; step++) {
      for (const from of workers) {
        for (const to of workers) {
          if (from !== to && world.random.chance(0.2)) {
            from.send(to.workerId, world.random.below(20));
          }
        }
        if (world.random.chance(0.01)) from.engine.pause();
        if (world.random.chance(0.01)) from.engine.resume();
      }
      world.clock.advance(world.random.below(100));
    }
    const resets = workers.reduce((sum, { link }) => sum + link.stats.resets, 0);
    assertLess(0, resets);
    world.finish();
    for (const { link, lost } of workers) assertEquals(lost.length, link.stats.resets);
  });
}

for (let seed = 1; seed <= 20; seed++) {
  Deno.test(`[C2, C11] nodes and workers die and others come, when all goes wrong (seed ${seed})`, () => {
    const world = new LinkWorld({ delayMs: 20, postLost: 0.15, postLate: 0.1 }, seed);
    const { random, clock } = world;
    /** What membership has to report to each: in its order, sooner or later. */
    const lastAt = new Map<string, number>();
    const report = (to: string, run: () => void) => {
      const at = Math.max(clock.now() + random.below(300), lastAt.get(to) ?? 0);
      lastAt.set(to, at);
      clock.after(at - clock.now(), () => world.workers.has(to) && run());
    };
    const nodes = new Map<string, string[]>();
    const others = (incarnation: string) =>
      [...world.workers.keys()].filter((workerId) => !workerId.startsWith(`${incarnation}-`));
    const up = (incarnation: string) => {
      const workerIds = [...nodes.get(incarnation) ?? []];
      for (const to of others(incarnation)) {
        report(to, () => world.workers.get(to)?.nodeUp(incarnation, workerIds));
      }
    };
    const start = (workerId: string) => {
      world.start(workerId);
      for (const incarnation of nodes.keys()) {
        const workerIds = [...nodes.get(incarnation) ?? []];
        if (workerId.startsWith(`${incarnation}-`)) continue;
        report(workerId, () => world.workers.get(workerId)?.nodeUp(incarnation, workerIds));
      }
    };
    const startNode = (incarnation: string) => {
      const workerIds = [workerIdOf(incarnation, 0), workerIdOf(incarnation, 1)];
      nodes.set(incarnation, workerIds);
      for (const workerId of workerIds) start(workerId);
      up(incarnation);
    };
    const names = ["a", "b", "c"];
    const turns = new Map(names.map((name) => [name, 1]));
    for (const name of names) startNode(`${name}-1`);
    for (let step = 0; step < 200; step++) {
      for (const from of world.workers.values()) {
        for (const to of world.workers.keys()) {
          const isMet = from.link.numberOf(to) !== null;
          if (isMet && random.chance(0.2)) from.send(to, random.between(1, 30));
        }
      }
      const name = random.pick(names);
      const turn = turns.get(name) ?? 1;
      const incarnation = `${name}-${turn}`;
      if (random.chance(0.03)) {
        // the node dies, or was only thought to be dead: its workers live on for a while
        const isDead = random.chance(0.6);
        const ended = nodes.get(incarnation) ?? [];
        nodes.delete(incarnation);
        for (const workerId of isDead ? ended : []) world.kill(workerId);
        for (const to of others(incarnation)) {
          report(to, () => world.workers.get(to)?.nodeLost(incarnation));
        }
        clock.advance(random.below(200));
        turns.set(name, turn + 1);
        startNode(`${name}-${turn + 1}`);
        clock.after(random.below(2_000), () => ended.forEach((workerId) => world.kill(workerId)));
      } else if (random.chance(0.04)) {
        // a worker is replaced
        const workerIds = nodes.get(incarnation) ?? [];
        const worker = random.below(2);
        const [dead = ""] = workerIds.splice(worker, 1);
        world.kill(dead);
        clock.advance(random.below(100));
        const next = workerIdOf(incarnation, worker, Number(dead.split("-").at(-1)) + 1);
        workerIds.splice(worker, 0, next);
        start(next);
        up(incarnation);
      }
      clock.advance(random.below(20));
    }
    clock.advance(2_000);
    world.finish();
  });
}
