// Attacks that use memory: honest clients are not affected, and all of it is released afterwards.
import { CHURN } from "./churn.ts";
import { FLOODS } from "./floods.ts";
import { HALF_HANDSHAKES } from "./half_handshakes.ts";
import { sieges } from "./siege.ts";
import { beyondStrings, SIZES } from "./sizes.ts";

// All strangers come from one address.
const flags = ["--max-connections-per-ip", "0", "--max-rooms-per-ip", "0"];

sieges("sieges", { ...HALF_HANDSHAKES, ...FLOODS, ...SIZES, ...CHURN }, { flags, memory: true });

sieges("[S5] half a GiB in fragments", {
  "takes nobody with it but who sent it": beyondStrings,
});
