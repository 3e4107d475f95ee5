// The admin is away: back in time, the room closes, or somebody is promoted [R1, R14].
import { stories } from "./story.ts";

const CLOSING = `
    ana creates 5
    ana announces -> joined ana
    bob joins -> joined bob
    cem joins -> joined cem`;

const PROMOTING = CLOSING.replace("creates 5", "creates 5 promoting");

stories({
  "[R14] the admin is away and comes back in time: nothing has changed": `${CLOSING}
    ana drops -> away ana
    people? -> ana admin away, bob, cem
    after 29999ms
    tick
    ana returns -> back ana
    after 1h
    tick
    people? -> ana admin, bob, cem
    ana begins T-1 -> opened T-1 #1`,

  "[R14] not back after the admin grace: the room closes": `${CLOSING}
    ana drops -> away ana
    after 29999ms
    tick
    after 1ms
    tick -> ended admin_left`,

  "[R14] away again: the whole grace again": `${CLOSING}
    ana drops -> away ana
    after 29s
    ana returns -> back ana
    ana drops -> away ana
    after 29s
    tick
    people? -> ana admin away, bob, cem
    after 1s
    tick -> ended admin_left`,

  "[R14] while the admin is away others vote, and nobody else is admin": `${CLOSING}
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first
    ana drops -> away ana
    bob votes 5 -> voted bob first
    bob reveals T-1 -> refused not_admin
    cem votes 5 -> voted cem first, completed T-1 #1
    bob reveals T-1 -> refused not_admin
    ana returns -> back ana
    ana reveals T-1 -> revealed T-1 #1 ana:5 bob:5 cem:5`,

  "[R14, R16] the results of the room that closes have what was revealed": `${CLOSING}
    ana begins T-1 -> opened T-1 #1
    bob votes 5 -> voted bob first
    ana forces T-1 -> revealed T-1 #1 bob:5
    ana begins T-2 -> opened T-2 #1
    bob votes 8 -> voted bob first
    ana drops -> away ana
    after 30s
    tick -> ended admin_left
    history? -> T-1 #1 bob:5`,

  "[R14] the voter longest in the room is promoted": `${PROMOTING}
    ana drops -> away ana
    after 30s
    tick -> bob is now admin
    people? -> ana away, bob admin, cem
    bob begins T-1 -> opened T-1 #1`,

  "[R14] longest is by when it was announced, not by when it took its seat": `
    ana creates 5 promoting
    ana announces -> joined ana
    bob seats
    cem seats
    cem announces -> joined cem
    after 1s
    bob announces -> joined bob
    ana drops -> away ana
    after 30s
    tick -> cem is now admin`,

  "[R14] v1 members, observers, seats and whoever is away are not promoted": `
    ana creates 9 promoting
    ana announces -> joined ana
    bob joins by v1 -> joined bob
    cem watches -> joined cem
    dan seats
    eve joins -> joined eve
    fay joins -> joined fay
    eve drops -> away eve
    ana drops -> away ana
    after 30s
    tick -> fay is now admin
    people? -> ana away, bob, cem observer, dan, eve away, fay admin`,

  "[R14] nobody to promote: the room closes": `
    ana creates 9 promoting
    ana announces -> joined ana
    bob joins by v1 -> joined bob
    cem watches -> joined cem
    dan seats
    eve joins -> joined eve
    eve drops -> away eve
    cem drops -> away cem
    ana drops -> away ana
    after 30s
    tick -> ended admin_left`,

  "[R14] voters come first, then the observer longest in the room": `
    ana creates 9 promoting
    ana announces -> joined ana
    cem watches -> joined cem
    after 1s
    dan watches -> joined dan
    after 1s
    bob joins -> joined bob
    ana drops -> away ana
    after 30s
    tick -> bob is now admin
    bob leaves -> left bob, cem is now admin`,

  "[R14] whoever is back by then can be promoted": `${PROMOTING}
    bob drops -> away bob
    cem leaves -> left cem
    ana drops -> away ana
    after 29s
    bob returns -> back bob
    after 1s
    tick -> bob is now admin`,

  "[R14] a former admin who comes back is an ordinary member": `${PROMOTING}
    ana drops -> away ana
    after 30s
    tick -> bob is now admin
    ana returns -> back ana
    people? -> ana, bob admin, cem
    ana begins T-1 -> refused not_admin
    bob removes ana -> removed ana`,

  "[R14, P2.7] a former admin who does not come back loses its seat after the resume grace":
    `${PROMOTING}
    ana drops -> away ana
    after 30s
    tick -> bob is now admin
    after 89s
    tick
    people? -> ana away, bob admin, cem
    after 1s
    tick -> left ana
    people? -> bob admin, cem`,

  "[R14, P2.7] an admin grace as long as the resume grace: promoted, and gone at once":
    `${PROMOTING}
    ana drops 10s 120s 120s -> away ana
    after 120s
    tick -> bob is now admin, left ana
    people? -> bob admin, cem`,

  "[R14, P2.7] a tick that comes late promotes nobody who is gone by then": `${PROMOTING}
    bob drops -> away bob
    ana drops -> away ana
    after 1h
    tick -> left bob, cem is now admin, left ana
    people? -> cem admin`,

  "[R14] a promotion changes nothing about the ballot": `${PROMOTING}
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first
    bob votes 8 -> voted bob first
    ana drops -> away ana
    after 30s
    tick -> bob is now admin
    phase? -> voting
    cem votes 1 -> voted cem first, completed T-1 #1
    bob reveals T-1 -> revealed T-1 #1 ana:5 bob:8 cem:1`,

  "[R8, R14, P2.7] an admin who has not voted is waited for 10 s, however long the room waits":
    `${PROMOTING}
    ana begins T-1 -> opened T-1 #1
    bob votes 8 -> voted bob first
    cem votes 8 -> voted cem first
    ana drops -> away ana
    after 10s
    tick -> completed T-1 #1
    bob reveals T-1 -> refused not_admin
    after 20s
    tick -> bob is now admin
    bob reveals T-1 -> revealed T-1 #1 bob:8 cem:8`,

  "[R14] a chain of promotions, each by who is longest in the room": `${PROMOTING}
    after 1s
    dan joins -> joined dan
    ana drops -> away ana
    after 30s
    tick -> bob is now admin
    bob drops -> away bob
    after 29s
    tick
    people? -> ana away, bob admin away, cem, dan
    after 1s
    tick -> cem is now admin
    ana returns -> back ana
    cem drops -> away cem
    after 30s
    tick -> ana is now admin
    people? -> ana admin, bob away, cem away, dan
    ana leaves -> left ana, dan is now admin
    dan leaves -> ended admin_left`,

  "[R14] what the last admin set holds for the next": `${CLOSING}
    ana sets on_admin_leave promote -> changed
    ana drops -> away ana
    after 30s
    tick -> bob is now admin
    bob sets on_admin_leave close -> changed
    bob drops -> away bob
    after 30s
    tick -> ended admin_left`,
});
