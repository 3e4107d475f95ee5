// The timer: it informs, and ends at the reveal [P2.5].
import { stories } from "./story.ts";

const OPENED = `
    ana creates 5
    ana announces -> joined ana
    bob joins -> joined bob
    ana begins T-1 -> opened T-1 #1`;

stories({
  "[P2.5] started, started anew, stopped": `${OPENED}
    timer? -> none
    ana starts 60s -> changed
    timer? -> 60s
    after 10s
    ana starts 90s -> changed
    timer? -> 100s
    ana stops -> changed
    timer? -> none`,

  "[P2.5] it needs no ballot": `
    ana creates 5
    ana announces -> joined ana
    ana starts 5m -> changed
    timer? -> 300s
    ana begins T-1 -> opened T-1 #1
    timer? -> 300s`,

  "[P2.5] it ends at the reveal": `${OPENED}
    ana starts 60s -> changed
    ana votes 5 -> voted ana first
    bob votes 5 -> voted bob first, completed T-1 #1
    timer? -> 60s
    ana reveals T-1 -> revealed T-1 #1 ana:5 bob:5
    timer? -> none`,

  "[P2.5] it ends at a forced reveal, and at one that comes by itself": `${OPENED}
    ana starts 60s -> changed
    ana votes 5 -> voted ana first
    ana forces T-1 -> revealed T-1 #1 ana:5
    timer? -> none
    ana sets auto_reveal on -> changed
    ana restarts -> restarted T-1 #2
    ana starts 60s -> changed
    ana votes 5 -> voted ana first
    bob votes 5 -> voted bob first, completed T-1 #2, revealed T-1 #2 ana:5 bob:5
    timer? -> none`,

  "[P2.5] it only informs: when it has run out nothing happens": `${OPENED}
    ana starts 60s -> changed
    ana votes 5 -> voted ana first
    after 60s
    tick
    phase? -> voting
    timer? -> 60s
    bob votes 5 -> voted bob first, completed T-1 #1`,

  "[P2.5] one started after the reveal is about something else, and goes on": `${OPENED}
    ana votes 5 -> voted ana first
    ana forces T-1 -> revealed T-1 #1 ana:5
    ana starts 5m -> changed
    ana estimates T-1 5 -> estimated
    timer? -> 300s`,
});
