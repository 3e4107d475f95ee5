// The page in a real browser [P2, R7, R14, W7]: whole stories, told in people's words.
import { ADMIN } from "./stories/admin.ts";
import { ALL_CLIENTS } from "./stories/all_clients.ts";
import { DIALOGS } from "./stories/dialogs.ts";
import { IN_OTHER_WORDS } from "./stories/languages.ts";
import { LAYOUT } from "./stories/layout.ts";
import { LINE } from "./stories/line.ts";
import { LOOKS } from "./stories/looks.ts";
import { QUEUE } from "./stories/queue.ts";
import { RESULTS } from "./stories/results.ts";
import { ROOM_RULES } from "./stories/room_rules.ts";
import { SECRECY } from "./stories/secrecy.ts";
import { TABLE } from "./stories/table.ts";
import { TICKETS } from "./stories/tickets.ts";
import { TRANSLATED } from "./stories/translated.ts";
import { WAYS_IN } from "./stories/ways_in.ts";
import { PAGE_SETTINGS } from "./stories/page_settings.ts";
import { play } from "./play.ts";

// the longest first, so that the others go beside it
play("the page in Chromium", {
  ...LOOKS,
  ...LAYOUT,
  ...IN_OTHER_WORDS,
  ...LINE,
  ...TABLE,
  ...TICKETS,
  ...ALL_CLIENTS,
  ...SECRECY,
  ...DIALOGS,
  ...TRANSLATED,
  ...ADMIN,
  ...WAYS_IN,
  ...QUEUE,
  ...RESULTS,
  ...ROOM_RULES,
  ...PAGE_SETTINGS,
});
