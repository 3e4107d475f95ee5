/** [W9] The real brake on guessing, observed by the auditor: which joins wait, and which are refused. */
import type { ConnectionDeps } from "../../src/server/connection_deps.ts";
import type { GuessBrake } from "../../src/server/guess_brake.ts";
import type { Auditor, Workers } from "./auditor.ts";
import { fail } from "./violation.ts";

/** Wraps the brake; its decisions are about the connection that is being registered. */
export function observedBrake(
  brake: GuessBrake,
  { auditor, workers }: { readonly auditor: Auditor; readonly workers: Workers },
): ConnectionDeps["brake"] {
  return {
    count: (address) => {
      workers.limits.guessed(address);
      brake.count(address);
    },
    hold: (address, onwards) => {
      const line = auditor.joining ?? fail("[W9] a join of nobody's");
      const held = brake.hold(address, () => {
        line.held = false;
        line.attached = true;
        auditor.joining = line;
        onwards();
        auditor.joining = null;
      });
      if (held === "free") return held;
      workers.limits.holds(address, held !== "full");
      line.attached = false;
      if (held === "full") line.pending = [...line.refusalFrames("try_later", null)];
      else line.held = true;
      return held;
    },
  };
}
