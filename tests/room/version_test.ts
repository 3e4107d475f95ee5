// The room's version: it grows by one with everything that members can see, and with nothing else [P2.3].
// Every step of every story checks this, too (step_invariants.ts).
import { stories } from "./story.ts";

stories({
  "[P2.3] what can be seen makes a new version, one a step": `
    ana creates 5
    version? -> 1
    ana announces -> joined ana
    version? -> 2
    bob joins -> joined bob
    version? -> 3
    ana queues T-1 T-2 -> changed
    version? -> 4
    ana begins T-1 -> opened T-1 #1
    version? -> 5
    bob votes 8 -> voted bob first
    version? -> 6
    bob withdraws -> withdrew bob
    version? -> 7
    ana sets auto_reveal on -> changed
    version? -> 8
    ana votes 5 -> voted ana first
    version? -> 9
    bob drops -> away bob
    version? -> 10
    after 10s
    tick -> completed T-1 #1
    version? -> 11
    ana reveals T-1 -> revealed T-1 #1 ana:5
    version? -> 12
    ana estimates T-1 5 -> estimated
    version? -> 13
    bob returns -> back bob
    version? -> 14
    ana hands over to bob -> bob is now admin
    version? -> 15
    bob starts 60s -> changed
    version? -> 16
    ana leaves -> left ana
    version? -> 17`,

  "[P2.3] another card is nobody else's business": `
    ana creates 5
    ana announces -> joined ana
    bob joins -> joined bob
    ana begins T-1 -> opened T-1 #1
    bob votes 8 -> voted bob first
    version? -> 5
    bob votes 5 -> voted bob again
    bob votes 5 -> voted bob again
    version? -> 5`,

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
