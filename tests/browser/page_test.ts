// The page in real browsers [P2, R7, R14, W7].
import { CHROMIUM, FIREFOX } from "./browsers.ts";
import { isExecutable } from "../program.ts";
import { ACCESS } from "./stories/access.ts";
import { ADMIN } from "./stories/admin.ts";
import { CLUSTER } from "./stories/cluster.ts";
import { ALL_CLIENTS } from "./stories/all_clients.ts";
import { DIALOGS } from "./stories/dialogs.ts";
import { IN_OTHER_WORDS } from "./stories/languages.ts";
import { LAYOUT } from "./stories/layout.ts";
import { LINE } from "./stories/line.ts";
import { LINKS } from "./stories/links.ts";
import { LOOKS } from "./stories/looks.ts";
import { QUEUE } from "./stories/queue.ts";
import { RESULTS } from "./stories/results.ts";
import { ROOM_RULES } from "./stories/room_rules.ts";
import { SECRECY } from "./stories/secrecy.ts";
import { STILLNESS } from "./stories/stillness.ts";
import { TABLE } from "./stories/table.ts";
import { MAIN, TICKETS } from "./stories/tickets.ts";
import { TRACKERS } from "./stories/trackers.ts";
import { TRANSLATED } from "./stories/translated.ts";
import { WAYS_IN } from "./stories/ways_in.ts";
import { PAGE_SETTINGS } from "./stories/page_settings.ts";
import { play } from "./play.ts";

// the longest story first, so that others run beside it
play("the page in Chromium", CHROMIUM, {
  ...LOOKS,
  ...STILLNESS,
  ...LAYOUT,
  ...IN_OTHER_WORDS,
  ...LINE,
  ...CLUSTER,
  ...TABLE,
  ...TICKETS,
  ...ALL_CLIENTS,
  ...SECRECY,
  ...DIALOGS,
  ...TRANSLATED,
  ...ADMIN,
  ...WAYS_IN,
  ...LINKS,
  ...QUEUE,
  ...RESULTS,
  ...ROOM_RULES,
  ...PAGE_SETTINGS,
  ...ACCESS,
  ...TRACKERS,
});

// Firefox runs only the main stories, and none for the executable, whose page is the same
if (!isExecutable()) play("the page in Firefox", FIREFOX, MAIN);
