// Votes taken back, sides changed and ballots started over, in each phase [P2.5, R6, R8, R9, R12].
import { OPENED, stories } from "./story.ts";

stories({
  "[P2.5] a vote taken back is no vote; its voter is waited for again": `${OPENED}
    bob votes 8 -> voted bob first
    bob withdraws -> withdrew bob
    voted? -> none
    ana votes 5 -> voted ana first
    cem votes 5 -> voted cem first
    phase? -> voting
    bob votes 3 -> voted bob first, completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 ana:5 cem:5 bob:3`,

  "[P2.5, R8] taken back when the ballot was complete: complete no longer": `${OPENED}
    ana votes 5 -> voted ana first
    bob votes 8 -> voted bob first
    cem votes 5 -> voted cem first, completed T-1 #1
    bob withdraws -> withdrew bob
    phase? -> voting
    ana reveals T-1 -> refused not_complete
    ana forces T-1 -> revealed T-1 #1 ana:5 cem:5`,

  "[P2.5] who has not voted takes nothing back": `${OPENED}
    bob withdraws
    bob votes 8 -> voted bob first
    bob withdraws -> withdrew bob
    bob withdraws`,

  "[P2.5, R9] a newcomer's vote taken back does not bring back the leaver's of that name": `${
    OPENED.replace("bob joins", "bob joins by v1")
  }
    bob votes 8 -> voted bob first
    bob leaves -> left bob
    bob joins by v1 -> joined bob
    bob withdraws
    bob votes 3 -> voted bob first
    bob withdraws -> withdrew bob
    ana forces T-1 -> refused no_votes`,

  "[P2.5, R9] a vote taken back before leaving does not count, one cast does": `${OPENED}
    ana votes 5 -> voted ana first
    bob votes 8 -> voted bob first
    cem votes 8 -> voted cem first, completed T-1 #1
    bob withdraws -> withdrew bob
    bob leaves -> left bob, completed T-1 #1
    cem leaves -> left cem
    ana reveals T-1 -> revealed T-1 #1 ana:5 cem:8`,

  "[P2.7] a vote taken back and the connection gone: waited for 10 s": `${OPENED}
    ana votes 5 -> voted ana first
    cem votes 5 -> voted cem first
    bob votes 8 -> voted bob first, completed T-1 #1
    bob withdraws -> withdrew bob
    bob drops -> away bob
    phase? -> voting
    after 10s
    tick -> completed T-1 #1`,

  "[R2, R9] a side changed before a ballot: who observes is not asked, who participates is": `
    ana creates 5
    ana announces -> joined ana
    bob joins -> joined bob
    cem watches -> joined cem
    bob observes -> bob is now observer
    cem participates -> cem is now voter
    ana begins T-1 -> opened T-1 #1
    bob votes 5 -> refused not_voter
    ana votes 5 -> voted ana first
    cem votes 5 -> voted cem first, completed T-1 #1`,

  "[R9, R10] a side changed while the ballot is open or complete": `${OPENED}
    dan watches -> joined dan
    ana votes 5 -> voted ana first
    bob votes 5 -> voted bob first
    cem observes -> cem is now observer, completed T-1 #1
    dan participates -> dan is now voter
    phase? -> voting
    dan votes 13 -> voted dan first, completed T-1 #1
    bob observes -> bob is now observer
    phase? -> complete
    ana reveals T-1 -> revealed T-1 #1 ana:5 dan:13`,

  "[R9, R11] a side changed after the reveal: the vote stays": `${OPENED}
    bob votes 8 -> voted bob first
    ana forces T-1 -> revealed T-1 #1 bob:8
    bob observes -> bob is now observer
    voted? -> bob
    history? -> T-1 #1 bob:8
    ana restarts -> restarted T-1 #2
    bob votes 8 -> refused not_voter`,

  "[R5, R12] an admin who observes begins, restarts and reveals": `${OPENED}
    ana observes -> ana is now observer
    bob votes 8 -> voted bob first
    ana restarts -> restarted T-1 #2
    bob votes 8 -> voted bob first
    cem votes 5 -> voted cem first, completed T-1 #2
    ana reveals T-1 -> revealed T-1 #2 bob:8 cem:5
    ana begins T-2 -> opened T-2 #1`,

  "[R12, P2.5] a restart keeps the ticket with its title": `
    ana creates 1
    ana announces -> joined ana, filled
    ana begins T-1=Log_in -> opened T-1 #1
    ticket? -> T-1=Log_in
    ana restarts -> restarted T-1 #2
    ticket? -> T-1=Log_in
    ana votes 5 -> voted ana first, completed T-1 #2
    ana reveals T-1 -> revealed T-1 #2 ana:5
    ana restarts -> restarted T-1 #3
    ticket? -> T-1=Log_in`,
});
