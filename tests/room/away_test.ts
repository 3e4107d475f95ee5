// Members whose connection is gone: what is kept for them, and how long a ballot waits [P2.7].
import { OPENED, stories } from "./story.ts";

stories({
  "[P2.7] who is away keeps seat, name, role and vote": `${OPENED}
    dan watches -> joined dan
    bob votes 8 -> voted bob first
    bob drops -> away bob
    dan drops -> away dan
    people? -> ana admin, bob away, cem, dan observer away
    voted? -> bob
    eve joins as bob -> joined bob (2)
    after 119s
    tick
    people? -> ana admin, bob away, cem, dan observer away, bob (2)
    bob returns -> back bob
    dan returns -> back dan
    people? -> ana admin, bob, cem, dan observer, bob (2)
    voted? -> bob
    ana forces T-1 -> revealed T-1 #1 bob:8`,

  "[P2.7] a ballot waits 10 s for who has not voted, and then no longer": `${OPENED}
    ana votes 5 -> voted ana first
    cem votes 5 -> voted cem first
    bob drops -> away bob
    ana reveals T-1 -> refused not_complete
    after 9999ms
    tick
    phase? -> voting
    after 1ms
    tick -> completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 ana:5 cem:5`,

  "[P2.7] back in time: waited for as if nothing had been": `${OPENED}
    ana votes 5 -> voted ana first
    cem votes 5 -> voted cem first
    bob drops -> away bob
    after 9s
    bob returns -> back bob
    after 1h
    tick
    phase? -> voting
    bob votes 8 -> voted bob first, completed T-1 #1`,

  "[P2.7] away again: 10 s again": `${OPENED}
    ana votes 5 -> voted ana first
    cem votes 5 -> voted cem first
    bob drops -> away bob
    after 9s
    bob returns -> back bob
    bob drops -> away bob
    after 9s
    tick
    phase? -> voting
    after 1s
    tick -> completed T-1 #1`,

  "[P2.7, R10] back after the 10 s: waited for once more": `${OPENED}
    ana votes 5 -> voted ana first
    cem votes 5 -> voted cem first
    bob drops -> away bob
    after 10s
    tick -> completed T-1 #1
    bob returns -> back bob
    phase? -> voting
    ana reveals T-1 -> refused not_complete
    bob votes 8 -> voted bob first, completed T-1 #1`,

  "[P2.7] back after the reveal: the vote was not waited for, and is too late": `${OPENED}
    ana votes 5 -> voted ana first
    cem votes 5 -> voted cem first
    bob drops -> away bob
    after 10s
    tick -> completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 ana:5 cem:5
    bob returns -> back bob
    bob votes 8 -> refused already_revealed`,

  "[P2.7] a ballot that opens after the 10 s does not wait for who is away": `
    ana creates 5
    ana announces -> joined ana
    bob joins -> joined bob
    bob drops -> away bob
    after 10s
    tick
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first, completed T-1 #1
    ana restarts -> restarted T-1 #2
    ana votes 8 -> voted ana first, completed T-1 #2`,

  "[P2.7] a ballot that opens or is restarted within the 10 s waits for the rest of them": `
    ana creates 5
    ana announces -> joined ana
    bob joins -> joined bob
    bob drops -> away bob
    after 4s
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first
    after 4s
    ana restarts -> restarted T-1 #2
    ana votes 5 -> voted ana first
    phase? -> voting
    after 2s
    tick -> completed T-1 #2`,

  "[P2.7] after a start of the server a ballot waits 60 s": `${OPENED}
    ana votes 5 -> voted ana first
    cem votes 5 -> voted cem first
    bob drops 60s 60s 120s -> away bob
    after 59s
    tick
    phase? -> voting
    after 1s
    tick -> completed T-1 #1`,

  "[P2.7] each away voter has its own 10 s; the last one over completes the ballot": `${OPENED}
    ana votes 5 -> voted ana first
    bob drops -> away bob
    after 5s
    cem drops -> away cem
    after 5s
    tick
    phase? -> voting
    after 5s
    tick -> completed T-1 #1`,

  "[P2.7, R8] nobody online: not complete, whoever has voted": `
    ana creates 5 observing
    ana announces -> joined ana
    bob joins -> joined bob
    cem joins -> joined cem
    ana begins T-1 -> opened T-1 #1
    bob votes 8 -> voted bob first
    bob drops -> away bob
    cem drops -> away cem
    after 10s
    tick
    phase? -> voting
    ana reveals T-1 -> refused not_complete
    cem returns -> back cem
    cem votes 5 -> voted cem first, completed T-1 #1
    cem drops -> away cem
    phase? -> voting
    bob returns -> back bob, completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 bob:8 cem:5`,

  "[P2.7, R11] a reveal can be forced while somebody is waited for, and with nobody online":
    `${OPENED}
    bob votes 8 -> voted bob first
    bob drops -> away bob
    cem drops -> away cem
    ana forces T-1 -> revealed T-1 #1 bob:8
    voted? -> bob`,

  "[P2.7] an observer who is away holds nothing up": `${OPENED}
    dan watches -> joined dan
    dan drops -> away dan
    ana votes 5 -> voted ana first
    bob votes 5 -> voted bob first
    cem votes 5 -> voted cem first, completed T-1 #1
    after 10s
    tick
    phase? -> complete`,

  "[P2.7, R9] one who is away can be removed; its vote goes, and it does not come back": `${OPENED}
    bob votes 8 -> voted bob first
    bob drops -> away bob
    ana votes 5 -> voted ana first
    cem votes 5 -> voted cem first, completed T-1 #1
    ana removes bob -> removed bob
    bob returns
    people? -> ana admin, cem
    ana reveals T-1 -> revealed T-1 #1 ana:5 cem:5`,

  "[P2.7] coming back to where one is changes nothing, nor does being away twice": `${OPENED}
    bob returns
    bob drops -> away bob
    after 9s
    bob drops
    after 1s
    ana votes 5 -> voted ana first
    cem votes 5 -> voted cem first
    tick -> completed T-1 #1
    people? -> ana admin, bob away, cem`,

  "[P2.7] a v1 member has nothing to come back with: its connection's end is its leaving":
    `${OPENED}
    dan joins by v1 -> joined dan
    dan votes 8 -> voted dan first
    dan drops -> left dan
    dan returns
    people? -> ana admin, bob, cem`,

  "[P2.7, R3] the end of a seat that was never announced is not announced": `${OPENED}
    dan seats
    dan drops
    names? -> ana, bob, cem`,
});
