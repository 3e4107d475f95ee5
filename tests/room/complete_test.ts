// When a ballot is complete, who is waited for, and whose vote stays [R8, R9, R10, R11].
import { OPENED, stories } from "./story.ts";

/** The same, but bob's client is an old one. */
const OLD_BOB = OPENED.replace("bob joins", "bob joins by v1");

stories({
  "[R8] complete with the last vote, announced once": `${OPENED}
    ana votes 5 -> voted ana first
    phase? -> voting
    cem votes 5 -> voted cem first
    bob votes 5 -> voted bob first, completed T-1 #1
    phase? -> complete
    bob votes 8 -> voted bob again
    phase? -> complete`,

  "[R8] announced again each time it becomes complete": `${OPENED}
    ana votes 5 -> voted ana first
    bob votes 5 -> voted bob first
    cem votes 5 -> voted cem first, completed T-1 #1
    dan joins -> joined dan
    phase? -> voting
    ana reveals T-1 -> refused not_complete
    dan votes 5 -> voted dan first, completed T-1 #1
    eve joins -> joined eve, filled
    eve leaves -> left eve, completed T-1 #1`,

  "[R8] nobody present: not complete, though a vote is in": `
    ana creates 2 observing
    ana announces -> joined ana
    bob joins -> joined bob
    ana begins T-1 -> opened T-1 #1
    bob votes 5 -> voted bob first, completed T-1 #1
    bob leaves -> left bob
    phase? -> voting
    ana reveals T-1 -> refused not_complete
    ana participates -> ana is now voter
    ana votes 5 -> voted ana first, completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 bob:5 ana:5`,

  "[R8] no vote in: not complete, whoever leaves": `${OPENED}
    bob leaves -> left bob
    cem observes -> cem is now observer
    ana observes -> ana is now observer
    phase? -> voting`,

  "[R9] who leaves is not waited for, its vote stays": `${OPENED}
    bob votes 8 -> voted bob first
    bob leaves -> left bob
    ana votes 5 -> voted ana first
    cem leaves -> left cem, completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 bob:8 ana:5`,

  "[R9] who is removed is not waited for, its vote goes": `${OPENED}
    bob votes 8 -> voted bob first
    ana votes 5 -> voted ana first
    ana removes bob -> removed bob
    ana removes cem -> removed cem, completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 ana:5`,

  "[R9] who turns observer is not waited for, its vote goes and does not come back": `${OPENED}
    bob votes 8 -> voted bob first
    ana votes 5 -> voted ana first
    bob observes -> bob is now observer
    cem observes -> cem is now observer, completed T-1 #1
    bob participates -> bob is now voter
    phase? -> voting
    ana reveals T-1 -> refused not_complete
    bob observes -> bob is now observer, completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 ana:5`,

  "[R9] the only vote removed: complete no longer, and nothing to force": `${OPENED}
    bob votes 8 -> voted bob first
    ana observes -> ana is now observer
    cem observes -> cem is now observer, completed T-1 #1
    ana removes bob -> removed bob
    phase? -> voting
    ana forces T-1 -> refused no_votes`,

  "[R9] a v1 leaver's vote goes when the v1 newcomer's of that name arrives, not before":
    `${OLD_BOB}
    bob votes 8 -> voted bob first
    bob leaves -> left bob
    bob joins by v1 -> joined bob
    ana votes 5 -> voted ana first
    cem votes 5 -> voted cem first
    phase? -> voting
    bob votes 3 -> voted bob first, completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 ana:5 cem:5 bob:3`,

  "[R9] a v2 leaver's vote is nobody else's, whoever comes by that name": `${OPENED}
    bob votes 8 -> voted bob first
    bob leaves -> left bob
    bob joins by v1 -> joined bob
    bob votes 3 -> voted bob first
    bob leaves -> left bob
    bob joins -> joined bob
    bob votes 1 -> voted bob first
    ana forces T-1 -> revealed T-1 #1 bob:8 bob:3 bob:1`,

  "[R9] nor does a v2 newcomer take a v1 leaver's; the v1 one after it does": `${OLD_BOB}
    bob votes 8 -> voted bob first
    bob leaves -> left bob
    bob joins -> joined bob
    bob votes 3 -> voted bob first
    bob leaves -> left bob
    bob joins by v1 -> joined bob
    bob votes 1 -> voted bob first
    ana forces T-1 -> revealed T-1 #1 bob:3 bob:1`,

  "[R9] a v2 voter who votes and goes by any name erases nobody's vote": `${OPENED}
    bob votes 8 -> voted bob first
    bob leaves -> left bob
    eve joins as BOB -> joined BOB
    eve votes 1 -> voted BOB first
    eve withdraws -> withdrew BOB
    eve leaves -> left BOB
    ana forces T-1 -> revealed T-1 #1 bob:8`,

  "[R9] the newcomer does not vote: the leaver's vote counts": `${OLD_BOB}
    bob votes 8 -> voted bob first
    bob leaves -> left bob
    bob joins by v1 -> joined bob
    ana forces T-1 -> revealed T-1 #1 bob:8`,

  "[R9] a leaver without a vote leaves nothing behind": `${OLD_BOB}
    bob leaves -> left bob
    bob joins by v1 -> joined bob
    bob votes 3 -> voted bob first
    bob votes 5 -> voted bob again
    ana forces T-1 -> revealed T-1 #1 bob:5`,

  "[R9, R12] the next attempt knows nothing of who left": `${OLD_BOB}
    bob votes 8 -> voted bob first
    bob leaves -> left bob
    ana restarts -> restarted T-1 #2
    bob joins -> joined bob
    bob votes 3 -> voted bob first
    bob leaves -> left bob
    bob joins by v1 -> joined bob
    bob votes 1 -> voted bob first
    ana forces T-1 -> revealed T-1 #2 bob:3 bob:1`,

  "[R9] names are compared however they are written": `${OPENED}
    dan joins by v1 as Zoë -> joined Zoë
    dan votes 8 -> voted Zoë first
    dan leaves -> left Zoë
    eve joins by v1 as ＺＯË -> joined ＺＯË
    eve votes 13 -> voted ＺＯË first
    bob votes 1 -> voted bob first
    ana forces T-1 -> revealed T-1 #1 ＺＯË:13 bob:1`,

  "[R9] a third member of that name replaces the second": `${OLD_BOB}
    bob votes 8 -> voted bob first
    bob leaves -> left bob
    bob joins by v1 -> joined bob
    bob votes 5 -> voted bob first
    bob leaves -> left bob
    bob joins by v1 -> joined bob
    bob votes 3 -> voted bob first
    ana forces T-1 -> revealed T-1 #1 bob:3`,

  "[R9] two of one name, both gone: each newcomer replaces its own": `${OLD_BOB}
    dan joins by v1 as bob -> joined bob (2)
    bob votes 8 -> voted bob first
    dan votes 13 -> voted bob (2) first
    dan leaves -> left bob (2)
    dan joins by v1 as bob -> joined bob (2)
    dan votes 21 -> voted bob (2) first
    bob leaves -> left bob
    dan votes 21 -> voted bob (2) again
    ana forces T-1 -> revealed T-1 #1 bob:8 bob (2):21`,

  "[R9] the vote of a member who is still there is nobody else's to replace": `${OPENED}
    bob votes 8 -> voted bob first
    dan joins as BOB -> joined BOB (2)
    dan votes 1 -> voted BOB (2) first
    ana forces T-1 -> revealed T-1 #1 bob:8 BOB (2):1`,

  "[R9] after the reveal the leaver's vote is fixed": `${OPENED}
    bob votes 8 -> voted bob first
    bob leaves -> left bob
    ana votes 5 -> voted ana first
    cem votes 5 -> voted cem first, completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 bob:8 ana:5 cem:5
    bob joins -> joined bob
    bob votes 1 -> refused already_revealed
    ana removes bob -> removed bob
    ana removes cem -> removed cem
    history? -> T-1 #1 bob:8 ana:5 cem:5`,

  "[R10] who joins while a ballot is open is waited for, an observer is not": `${OPENED}
    dan watches -> joined dan
    ana votes 5 -> voted ana first
    bob votes 5 -> voted bob first
    eve joins -> joined eve
    cem votes 5 -> voted cem first
    phase? -> voting
    eve votes 5 -> voted eve first, completed T-1 #1`,

  "[R10] a seat is waited for from its announcement on": `${OPENED}
    ana votes 5 -> voted ana first
    bob votes 5 -> voted bob first
    eve seats
    cem votes 5 -> voted cem first, completed T-1 #1
    eve announces -> joined eve
    phase? -> voting
    ana reveals T-1 -> refused not_complete`,
});
