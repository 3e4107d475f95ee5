// A room that reveals by itself: with the vote that completes the ballot, and for no other reason [P2.5, P2.7, R8].
import { stories } from "./story.ts";

/** ana, who is the admin, and bob and cem, in a room that is not full, that reveals by itself, with T-1 open. */
const OPENED = `
    ana creates 5
    ana announces -> joined ana
    bob joins -> joined bob
    cem joins -> joined cem
    ana sets auto_reveal on -> changed
    ana begins T-1 -> opened T-1 #1`;

stories({
  "[P2.5] off unless the admin sets it": `
    ana creates 1
    ana announces -> joined ana, filled
    settings? -> auto_reveal off, on_admin_leave close
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first, completed T-1 #1`,

  "[P2.5] settings change one by one, or together": `
    ana creates 1 promoting
    settings? -> auto_reveal off, on_admin_leave promote
    ana announces -> joined ana, filled
    ana sets auto_reveal on -> changed
    settings? -> auto_reveal on, on_admin_leave promote
    ana sets auto_reveal off on_admin_leave close -> changed
    settings? -> auto_reveal off, on_admin_leave close`,

  "[P2.7] revealed with the last vote": `${OPENED}
    ana votes 5 -> voted ana first
    bob votes 5 -> voted bob first
    cem votes 8 -> voted cem first, completed T-1 #1, revealed T-1 #1 ana:5 bob:5 cem:8
    phase? -> revealed
    ana votes 1 -> refused already_revealed
    ana reveals T-1 -> refused already_revealed
    ana begins T-2 -> opened T-2 #1`,

  "[P2.7, R9] not revealed when the last one waited for leaves: the admin does it": `${OPENED}
    ana votes 5 -> voted ana first
    bob votes 5 -> voted bob first
    cem leaves -> left cem, completed T-1 #1
    phase? -> complete
    bob votes 8 -> voted bob again
    ana reveals T-1 -> revealed T-1 #1 ana:5 bob:8`,

  "[P2.7, R9] ... is removed": `${OPENED}
    ana votes 5 -> voted ana first
    bob votes 5 -> voted bob first
    ana removes cem -> removed cem, completed T-1 #1
    phase? -> complete`,

  "[P2.7, R9] ... or turns observer": `${OPENED}
    ana votes 5 -> voted ana first
    bob votes 5 -> voted bob first
    cem observes -> cem is now observer, completed T-1 #1
    cem participates -> cem is now voter
    phase? -> voting
    cem votes 8 -> voted cem first, completed T-1 #1, revealed T-1 #1 ana:5 bob:5 cem:8`,

  "[P2.7] nor when an away voter is waited for no longer: back, its vote reveals": `${OPENED}
    ana votes 5 -> voted ana first
    cem drops -> away cem
    bob votes 5 -> voted bob first
    phase? -> voting
    after 9999ms
    tick
    phase? -> voting
    after 1ms
    tick -> completed T-1 #1
    cem returns -> back cem
    phase? -> voting
    cem votes 8 -> voted cem first, completed T-1 #1, revealed T-1 #1 ana:5 bob:5 cem:8`,

  "[P2.7] whoever is waited for no longer does not hold up the vote that completes": `${OPENED}
    ana votes 5 -> voted ana first
    cem drops -> away cem
    after 10s
    tick
    bob votes 5 -> voted bob first, completed T-1 #1, revealed T-1 #1 ana:5 bob:5`,

  "[P2.7] an away voter who has voted holds nothing up": `${OPENED}
    cem votes 8 -> voted cem first
    cem drops -> away cem
    ana votes 5 -> voted ana first
    bob votes 5 -> voted bob first, completed T-1 #1, revealed T-1 #1 cem:8 ana:5 bob:5`,

  "[P2.7] back within the 10 s: it is the vote that counts": `${OPENED}
    ana votes 5 -> voted ana first
    bob votes 5 -> voted bob first
    cem drops -> away cem
    after 9s
    cem returns -> back cem
    after 1h
    tick
    phase? -> voting
    cem votes 8 -> voted cem first, completed T-1 #1, revealed T-1 #1 ana:5 bob:5 cem:8`,

  "[P2.7] nor when an away voter is gone for good before the 10 s are up": `${OPENED}
    ana votes 5 -> voted ana first
    bob votes 5 -> voted bob first
    cem drops 10s 5s 5s -> away cem
    after 5s
    tick -> left cem, completed T-1 #1
    phase? -> complete`,

  "[P2.7, R8] nor with nobody there, nor when the first one is back who has voted": `${OPENED}
    ana votes 5 -> voted ana first
    bob drops -> away bob
    cem drops -> away cem
    ana drops -> away ana
    after 10s
    tick
    phase? -> voting
    bob returns -> back bob
    phase? -> voting
    bob drops -> away bob
    after 10s
    tick
    ana returns -> back ana, completed T-1 #1
    phase? -> complete`,

  "[P2.7, R14] while the room waits for its admin a vote reveals, the wait does not": `${OPENED}
    bob votes 5 -> voted bob first
    cem votes 5 -> voted cem first
    ana drops -> away ana
    after 10s
    tick -> completed T-1 #1
    dan joins -> joined dan
    phase? -> voting
    dan votes 8 -> voted dan first, completed T-1 #1, revealed T-1 #1 bob:5 cem:5 dan:8
    after 19s
    ana returns -> back ana`,

  "[P2.7, R14] the admin leaves for good: promoted, and not revealed": `
    ana creates 5 promoting
    ana announces -> joined ana
    bob joins -> joined bob
    ana sets auto_reveal on -> changed
    ana begins T-1 -> opened T-1 #1
    bob votes 5 -> voted bob first
    ana leaves -> left ana, bob is now admin, completed T-1 #1
    bob reveals T-1 -> revealed T-1 #1 bob:5`,

  "[P2.5] switched on when the ballot is complete: it is the next vote that counts": `
    ana creates 1
    ana announces -> joined ana, filled
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first, completed T-1 #1
    ana sets on_admin_leave promote -> changed
    phase? -> complete
    ana sets auto_reveal on -> changed
    phase? -> complete
    ana votes 8 -> voted ana again
    phase? -> complete
    ana withdraws -> withdrew ana
    ana votes 8 -> voted ana first, completed T-1 #1, revealed T-1 #1 ana:8`,

  "[P2.5] switched off in mid-ballot: the admin reveals": `${OPENED}
    ana votes 5 -> voted ana first
    bob votes 5 -> voted bob first
    ana sets auto_reveal off -> changed
    cem votes 8 -> voted cem first, completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 ana:5 bob:5 cem:8`,

  "[P2.5] the next attempt reveals by itself, too; each starts empty": `${OPENED}
    bob leaves -> left bob
    cem leaves -> left cem
    ana votes 5 -> voted ana first, completed T-1 #1, revealed T-1 #1 ana:5
    ana restarts -> restarted T-1 #2
    phase? -> voting
    ana votes 8 -> voted ana first, completed T-1 #2, revealed T-1 #2 ana:8
    history? -> T-1 #1 ana:5, T-1 #2 ana:8`,

  "[P2.5] a vote taken back in good time: not complete, not revealed": `${OPENED}
    ana votes 5 -> voted ana first
    bob votes 5 -> voted bob first
    bob withdraws -> withdrew bob
    cem votes 8 -> voted cem first
    phase? -> voting
    bob votes 3 -> voted bob first, completed T-1 #1, revealed T-1 #1 ana:5 cem:8 bob:3`,

  "[R4, P2.5] the room fills while a ballot that nobody's vote completed is open": `
    ana creates 2
    ana announces -> joined ana
    bob watches -> joined bob
    cem joins -> joined cem, filled
    ana sets auto_reveal on -> changed
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first
    cem leaves -> left cem, completed T-1 #1
    bob participates -> bob is now voter
    bob votes 5 -> voted bob first, completed T-1 #1, revealed T-1 #1 ana:5 bob:5`,
});
