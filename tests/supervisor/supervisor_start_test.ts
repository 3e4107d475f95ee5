// A process in which one worker can't be started has left nothing behind when it says so: no thread that serves, or
// begins to, no port, no lock on the data directory [S5, W1].
import { assert, assertEquals, assertRejects } from "@std/assert";
import { parseCommandLine } from "../../src/cli/command_line.ts";
import { openDataDirectory } from "../../src/journal/data_directory.ts";
import { Supervisor } from "../../src/supervisor/supervisor.ts";
import { RecordingLog } from "../base/recording_log.ts";
import { withDirectory } from "../journal/files.ts";
import { permittedTest } from "../permitted.ts";

const WORKERS = 3;

permittedTest(
  "[S5, W1] a start that fails for one worker ends those that serve or start, and gives up the data",
  () =>
    withDirectory(async (data) => {
      const flags = [
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--workers",
        `${WORKERS}`,
        "--data",
        data,
      ];
      const parsed = parseCommandLine(flags, () => undefined, WORKERS);
      if (parsed.kind !== "run") throw new Error("the flags of this test are wrong");
      const ports: number[] = [];
      const supervisor = new Supervisor({
        page: null,
        config: parsed.config,
        version: "1.2.3",
        log: new RecordingLog(),
        write: (line) => void ports.push(Number(line)),
        workerModule: new URL("./unstartable_worker.ts", import.meta.url),
      });
      await assertRejects(() => supervisor.start(), Error, "planted: worker 1 can't listen");
      const [port = 0, ...others] = ports;
      assert(port > 0 && others.every((other) => other === port), `${ports}`);
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      const directory = openDataDirectory(data, { workers: WORKERS, sync: "normal" });
      assertEquals(directory.missing, []);
      directory.close();
    }),
);
