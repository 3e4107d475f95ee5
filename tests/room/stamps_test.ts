// Somebody sets the wall clock in the middle of a session: stamps follow it, deadlines stay [R17a].
import { stories } from "./story.ts";

const OPENED = `
    ana creates 5
    ana announces -> joined ana
    bob joins -> joined bob
    ana begins T-1 -> opened T-1 #1`;

stories({
  "[R17a] who took part, and when, by the clock as it was": `${OPENED}
    after 10s
    clock leaps 5h
    cem joins -> joined cem
    after 10s
    bob leaves -> left bob
    clock leaps -6h
    ana ends the session -> ended ended_by_admin
    took part? -> ana 0s to the end, bob 0s to 18020s, cem 18010s to the end`,

  "[R17a] a ballot may be revealed before it was opened, as the clock has it: their order is what it is":
    `${OPENED}
    ana votes 5 -> voted ana first
    clock leaps -5h
    ana forces T-1 -> revealed T-1 #1 ana:5
    ana begins T-2 -> opened T-2 #1
    ana votes 8 -> voted ana first
    clock leaps -5h
    ana forces T-2 -> revealed T-2 #1 ana:8
    times? -> T-1 0s to -18000s, T-2 -18000s to -36000s`,

  "[R17a, P2.7, R14] nobody's time is up sooner or later, whatever the clock is set to": `${OPENED}
    ana votes 5 -> voted ana first
    bob drops -> away bob
    ana drops -> away ana
    clock leaps 5h
    tick
    after 9s
    clock leaps -20h
    tick
    after 1s
    tick
    after 19s
    tick
    people? -> ana admin away, bob away
    after 1s
    tick -> ended admin_left`,

  "[R17a, R17] nor is a room active for the clock's being set": `${OPENED}
    after 10s
    clock leaps 5h
    tick
    active? -> 0s`,

  "[R17a, P2.5] nor does the timer move": `${OPENED}
    after 10s
    ana starts 60s -> changed
    clock leaps -5h
    ana votes 5 -> voted ana first
    timer? -> 70s`,
});
