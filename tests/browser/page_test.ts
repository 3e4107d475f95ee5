// The page in a real browser [P2, R7, R14, W7]: whole stories, told in people's words.
import { ADMIN } from "./stories/admin.ts";
import { ALL_CLIENTS } from "./stories/all_clients.ts";
import { LINE } from "./stories/line.ts";
import { LOOKS } from "./stories/looks.ts";
import { RESULTS } from "./stories/results.ts";
import { SECRECY } from "./stories/secrecy.ts";
import { TICKETS } from "./stories/tickets.ts";
import { WAYS_IN } from "./stories/ways_in.ts";
import { play } from "./play.ts";

// the longest first, so that the others go beside it
play("the page in Chromium", {
  ...LOOKS,
  ...LINE,
  ...TICKETS,
  ...ALL_CLIENTS,
  ...SECRECY,
  ...ADMIN,
  ...WAYS_IN,
  ...RESULTS,
});
