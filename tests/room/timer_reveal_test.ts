// A timer whose end turns the cards over [R11a].
import { stories } from "./story.ts";

const OPENED = `
    ana creates 3
    ana announces -> joined ana
    bob joins -> joined bob
    ana begins T-1 -> opened T-1 #1
    ana starts 60s to reveal -> changed
    timer? -> 60s reveals`;

stories({
  "[R11a] the cards are turned over at its end if a vote is in": `${OPENED}
    bob votes 5 -> voted bob first
    after 59999ms
    tick
    phase? -> voting
    after 1ms
    tick -> revealed T-1 #1 bob:5
    timer? -> none
    tick`,

  "[R11a] without a vote it only runs out, and later votes turn nothing over": `${OPENED}
    after 60s
    tick -> changed
    timer? -> 60s
    bob votes 5 -> voted bob first
    tick
    phase? -> voting`,

  "[R11a] while no ballot is open it only runs out": `
    ana creates 3
    ana announces -> joined ana
    ana starts 60s to reveal -> changed
    after 60s
    tick -> changed
    timer? -> 60s
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first, completed T-1 #1
    tick
    phase? -> complete`,

  "[R11a] a reveal before its end, a stop, or another timer leaves nothing to come": `${OPENED}
    bob votes 5 -> voted bob first
    ana starts 90s -> changed
    timer? -> 90s
    after 60s
    tick
    ana starts 60s to reveal -> changed
    ana stops -> changed
    after 60s
    tick
    phase? -> voting
    ana starts 60s to reveal -> changed
    ana forces T-1 -> revealed T-1 #1 bob:5
    timer? -> none
    ana restarts -> restarted T-1 #2
    bob votes 5 -> voted bob first
    after 60s
    tick
    phase? -> voting`,

  "[R11a] the same timer again is no change, the same that reveals is": `${OPENED}
    ana starts 60s to reveal
    ana starts 60s -> changed
    ana starts 60s`,

  "[R11a, R14] it turns the cards over though everybody is away": `${OPENED}
    bob votes 5 -> voted bob first
    ana drops 5s 120s 120s -> away ana
    bob drops 5s 30s 120s -> away bob
    after 60s
    tick -> revealed T-1 #1 bob:5`,
});
