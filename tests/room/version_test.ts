// The room's version: it grows by one with everything that members can see, and with nothing else [P2.3].
// Every step of every story checks this, too (step_invariants.ts).
import { stories } from "./story.ts";

stories({
  "[P2.3] nor is what stays as it was": `
    ana creates 5
    ana announces -> joined ana
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first, completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 ana:5
    ana queues T-2 -> changed
    ana starts 60s -> changed
    ana estimates T-1 5 -> estimated
    version? -> 8
    ana announces
    ana returns
    ana participates
    ana hands over to ana
    ana queues T-2
    ana queues only T-2
    ana sets auto_reveal off
    ana starts 60s
    ana estimates T-1 5
    ana begins T-2 -> opened T-2 #1
    ana withdraws
    ana stops -> changed
    ana stops
    version? -> 10`,
});
