// How long a seat is kept for who is away, what it counts for meanwhile, and what is left of it [P2.7, R2, R4, R9].
import { OPENED, stories } from "./story.ts";

stories({
  "[P2.7] gone after the resume grace, and not before": `${OPENED}
    bob drops -> away bob
    after 119999ms
    tick
    people? -> ana admin, bob away, cem
    after 1ms
    tick -> left bob
    people? -> ana admin, cem
    bob returns
    people? -> ana admin, cem
    bob votes 5 -> refused not_announced`,

  "[P2.7, R9] the vote of who is gone stays when somebody of that name votes; while it was away nobody had that name":
    `${OPENED}
    bob votes 8 -> voted bob first
    bob drops -> away bob
    dan joins as bob -> joined bob (2)
    dan votes 1 -> voted bob (2) first
    voted? -> bob, bob (2)
    after 120s
    tick -> left bob
    eve joins as bob -> joined bob
    eve votes 3 -> voted bob first
    ana forces T-1 -> revealed T-1 #1 bob:8 bob (2):1 bob:3`,

  "[P2.7] a tick that comes late does everything that is due": `${OPENED}
    dan joins -> joined dan
    bob drops -> away bob
    dan drops -> away dan
    ana votes 5 -> voted ana first
    cem votes 5 -> voted cem first
    after 1h
    tick -> left bob, left dan, completed T-1 #1
    tick
    people? -> ana admin, cem`,

  "[P2.7] who comes back has the whole grace again": `${OPENED}
    bob drops -> away bob
    after 119s
    bob returns -> back bob
    bob drops -> away bob
    after 119s
    tick
    bob returns -> back bob
    after 1h
    tick
    people? -> ana admin, bob, cem`,

  "[C20] while a room stands still nobody is gone: the grace of whoever is away begins anew":
    `${OPENED}
    cem votes 5 -> voted cem first
    bob drops -> away bob
    ana drops -> away ana
    after 1h
    server extends the grace
    after 59999ms
    tick
    after 1ms
    tick -> completed T-1 #1
    after 59999ms
    tick
    people? -> ana admin away, bob away, cem
    after 1ms
    tick -> left bob, ended admin_left`,

  "[P2.7, R16] the results have until when a member had a seat": `
    ana creates 5
    ana announces -> joined ana
    bob joins -> joined bob
    cem joins -> joined cem
    after 60s
    bob drops -> away bob
    cem drops -> away cem
    after 100s
    cem returns -> back cem
    after 20s
    tick -> left bob
    idle ends -> ended idle
    took part? -> ana 0s to the end, bob 0s to 180s, cem 0s to the end`,

  "[P2.7, R17] being away and coming back is activity, time alone is none": `
    ana creates 5
    ana announces -> joined ana
    bob joins -> joined bob
    after 1s
    bob drops -> away bob
    active? -> 1s
    after 1s
    bob returns -> back bob
    active? -> 2s
    bob drops -> away bob
    after 1h
    tick -> left bob
    tick
    active? -> 2s`,

  "[R2, P2.7] an away voter's seat is taken, until it is gone": `
    ana creates 2
    ana announces -> joined ana
    bob joins -> joined bob, filled
    bob drops -> away bob
    cem joins -> refused room_full
    dan watches -> joined dan
    dan participates -> refused room_full
    after 120s
    tick -> left bob
    cem joins -> joined cem, filled`,

  "[R2, P2.7] an away observer's place is taken, until it is gone": `
    ana creates 1
    ana announces -> joined ana, filled
    bob watches -> joined bob
    bob drops -> away bob
    cem watches -> refused room_full
    ana observes -> refused room_full
    after 120s
    tick -> left bob
    cem watches -> joined cem`,

  "[R4, P2.7] away voters fill the room; coming back fills nothing anew": `
    ana creates 3
    ana announces -> joined ana
    bob joins -> joined bob
    bob drops -> away bob
    cem joins -> joined cem, filled
    bob returns -> back bob
    cem drops -> away cem
    cem returns -> back cem`,

  "[R4, P2.7] one who is gone for good leaves a seat, the next one fills the room anew": `
    ana creates 2
    ana announces -> joined ana
    bob joins -> joined bob, filled
    bob drops -> away bob
    after 120s
    tick -> left bob
    bob joins -> joined bob, filled`,
});
