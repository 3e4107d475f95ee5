// Threads that load while main does something else: nothing that they say or suffer meanwhile is lost [S5].
import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { LoadingThread } from "../../src/supervisor/loading.ts";
import type { FromWorker } from "../../src/supervisor/thread_messages.ts";
import { permittedTest } from "../permitted.ts";

const moduleOf = (name: string) => new URL(name, import.meta.url);

permittedTest(
  "[S5] what a thread says before it is anybody's comes to whoever takes it, in order, and its end too",
  async () => {
    const loading = new LoadingThread(0, moduleOf("./hasty_worker.ts"));
    await loading.loaded;
    assertMatch(await loading.failed, /planted: hasty/);
    const messages: FromWorker[] = [];
    loading.take((message) => messages.push(message));
    assertEquals(messages, [
      { type: "log", lines: ["first"] },
      { type: "log", lines: ["second"] },
    ]);
    loading.thread.terminate();
  },
);

permittedTest(
  "[S5] a thread whose module can't be loaded is waited for no longer, and says why",
  async () => {
    const loading = new LoadingThread(0, moduleOf("./there_is_no_such_worker.ts"));
    await loading.loaded;
    assertNotEquals(await loading.failed, "");
    loading.thread.terminate();
  },
);
