// The admin goes of its own accord, hands the room over, or ends the session [R1, R5, R14, P1.4, P2.5].
import { stories } from "./story.ts";

const ROOM = `
    ana creates 9
    ana announces -> joined ana
    bob joins -> joined bob
    vic joins by v1 -> joined vic
    cem watches -> joined cem
    dan seats
    eve joins -> joined eve
    eve drops -> away eve`;

const PROMOTING = ROOM.replace("creates 9", "creates 9 promoting");

stories({
  "[R14] a deliberate leave skips the wait: the room closes": `${ROOM}
    ana leaves -> ended admin_left`,

  "[R14] a deliberate leave skips the wait: somebody is promoted": `${PROMOTING}
    ana leaves -> left ana, bob is now admin
    people? -> bob admin, vic, cem observer, dan, eve away`,

  "[R14, R9] who leaves as admin leaves its vote, and is no longer waited for": `${PROMOTING}
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first
    vic votes 5 -> voted vic first
    bob votes 8 -> voted bob first
    after 10s
    tick -> completed T-1 #1
    ana leaves -> left ana, bob is now admin
    bob reveals T-1 -> revealed T-1 #1 ana:5 vic:5 bob:8`,

  "[R14, R8] the admin was the last one waited for": `
    ana creates 9 promoting
    ana announces -> joined ana
    bob joins -> joined bob
    ana begins T-1 -> opened T-1 #1
    bob votes 8 -> voted bob first
    ana leaves -> left ana, bob is now admin, completed T-1 #1`,

  "[R14] where no voter can be admin an observer is; and who has an old client never": `${PROMOTING}
    bob leaves -> left bob
    ana leaves -> left ana, cem is now admin
    people? -> vic, cem admin observer, dan, eve away`,

  "[R14] nobody to promote: a deliberate leave closes the room": `${PROMOTING}
    bob leaves -> left bob
    cem leaves -> left cem
    ana leaves -> ended admin_left`,

  "[R14] a v1 admin's connection ends: the room closes at once": `
    ana creates 3 by v1
    ana announces -> joined ana
    bob joins -> joined bob
    ana drops -> ended admin_left`,

  "[R14] an admin who leaves while away is gone, not awaited": `${PROMOTING}
    ana drops -> away ana
    ana leaves -> left ana, bob is now admin
    after 120s
    tick -> left eve
    people? -> bob admin, vic, cem observer, dan`,

  "[R1, P2.5] the room is handed over; the former admin is an ordinary member": `${ROOM}
    ana hands over to bob -> bob is now admin
    people? -> ana, bob admin, vic, cem observer, dan, eve away
    ana begins T-1 -> refused not_admin
    ana hands over to ana -> refused not_admin
    bob begins T-1 -> opened T-1 #1
    bob hands over to ana -> ana is now admin
    ana restarts -> restarted T-1 #2
    bob leaves -> left bob
    ana leaves -> ended admin_left`,

  "[R14, P2.5] after a hand-over it is the new admin that the room waits for": `${ROOM}
    ana hands over to bob -> bob is now admin
    ana drops -> away ana
    after 30s
    tick
    bob drops -> away bob
    after 30s
    tick -> ended admin_left`,

  "[P1.4, R14] only a v2 member who is there can be handed the room, voter or observer": `${ROOM}
    ana hands over to vic -> refused not_eligible
    ana hands over to eve -> refused not_eligible
    ana hands over to dan -> refused no_such_member
    ana hands over to nobody -> refused no_such_member
    people? -> ana admin, bob, vic, cem observer, dan, eve away
    ana hands over to cem -> cem is now admin
    cem begins T-1 -> opened T-1 #1
    eve returns -> back eve
    cem hands over to eve -> eve is now admin`,

  "[P2.5] handing the room to oneself changes nothing, an observer's neither": `${ROOM}
    ana hands over to ana
    ana observes -> ana is now observer
    ana hands over to ana
    ana hands over to bob -> bob is now admin
    bob hands over to ana -> ana is now admin`,

  "[P2.5] a hand-over in mid-ballot leaves the ballot as it is": `${ROOM}
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first
    ana starts 60s -> changed
    ana hands over to bob -> bob is now admin
    voted? -> ana
    timer? -> 60s
    bob forces T-1 -> revealed T-1 #1 ana:5`,

  "[P2.5, R16] the admin ends the session; what was revealed is in the results": `${ROOM}
    ana begins T-1 -> opened T-1 #1
    bob votes 5 -> voted bob first
    bob ends the session -> refused not_admin
    ana forces T-1 -> revealed T-1 #1 bob:5
    ana estimates T-1 5 -> estimated
    ana restarts -> restarted T-1 #2
    bob votes 8 -> voted bob first
    ana ends the session -> ended ended_by_admin
    history? -> T-1 #1 bob:5
    estimates? -> T-1 #1: 5`,
});
