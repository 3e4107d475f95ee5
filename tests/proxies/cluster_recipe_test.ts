// The cluster guide's files for systemd and containers have valid settings.
import { assertEquals, assertMatch } from "@std/assert";
import { parseCommandLine } from "../../src/cli/command_line.ts";
import { CLUSTER_GUIDE, recipe } from "../readme.ts";

Deno.test({
  name: "what the guide's unit starts is understood, and what its compose file sets",
  ignore: Deno.permissions.querySync({ name: "read" }).state !== "granted",
  async fn() {
    const unit = await recipe("ini", CLUSTER_GUIDE);
    const [, started = ""] = /^ExecStart=\S+ (.*)$/m.exec(unit) ?? [];
    const ofUnit = parseCommandLine(started.split(" "), () => undefined, 2);
    assertEquals(ofUnit.kind === "error" ? ofUnit.message : ofUnit.kind, "run");
    for (const file of ["nats-ca.pem", "node.creds"]) {
      assertMatch(unit, new RegExp(`^LoadCredential=${file}:/etc/estimatex/${file}$`, "m"));
    }
    const compose = await Deno.readTextFile(
      new URL("../../src/cluster/compose.yaml", import.meta.url),
    );
    const variables = new Map(
      [...compose.matchAll(/^ +(ESTIMATEX_\w+): "?([^"\n]*)"?$/gm)]
        .map(([, name = "", value = ""]) => [name, value]),
    );
    const ofCompose = parseCommandLine([], (name) => variables.get(name), 2);
    assertEquals(ofCompose.kind === "error" ? ofCompose.message : ofCompose.kind, "run");
    assertEquals([...compose.matchAll(/ESTIMATEX_NODE: (\S+)/g)].map(([, node]) => node), [
      ...["node-1", "node-2", "node-3"],
    ]);
    // each service that another one names is there
    const services = [...compose.matchAll(/^ {2}((?:nats|node)-\d|balancer):$/gm)].map(([, it]) =>
      it
    );
    const named = new Set([...compose.matchAll(/\b(?:nats|node)-\d(?=[:,\]])/g)].map(([it]) => it));
    assertEquals([...named].filter((it) => !services.includes(it)), []);
  },
});
