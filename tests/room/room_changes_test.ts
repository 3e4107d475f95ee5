// What the admin changes about a room that is going on [R17b], and asking once more [P2.5a].
import { stories } from "./story.ts";

const ROOM = `
    ana creates 3
    ana announces -> joined ana
    bob joins -> joined bob`;

stories({
  "[R17b] a room has a name, a lock and a passcode; what is the same is no change": `${ROOM}
    room? -> no name, 3 seats
    ana changes name Team_A locked on passcode HASH -> changed
    room? -> Team_A, 3 seats, locked, with a passcode
    ana changes name Team_A locked on
    ana changes name - passcode - -> changed
    room? -> no name, 3 seats, locked`,

  "[R17b] nobody new comes into a locked room; whoever is away comes back": `${ROOM}
    ana changes locked on -> changed
    cem joins -> refused room_locked
    cem watches -> refused room_locked
    vic joins by v1 -> refused room_locked
    bob drops -> away bob
    bob returns -> back bob
    ana changes locked off -> changed
    cem joins -> joined cem, filled`,

  "[R17b, R2] the capacity is never below the seats that are taken, reserved ones included":
    `${ROOM}
    cem seats
    ana changes capacity 2 -> refused capacity_too_small
    cem leaves
    ana changes capacity 2 -> changed, filled
    dan joins -> refused room_full
    ana changes capacity 3 -> changed
    dan joins -> joined dan, filled`,

  "[R17b] other cards once the ballot is over, and never in mid-ballot": `${ROOM}
    ana begins T-1 -> opened T-1 #1
    bob votes 5 -> voted bob first
    ana changes deck XS,S -> refused ballot_open
    ana forces T-1 -> revealed T-1 #1 bob:5
    ana changes deck XS,S -> changed
    cards? -> XS S
    ana restarts -> restarted T-1 #2
    bob votes 5 -> refused card_not_in_deck
    bob votes S -> voted bob first`,

  "[R17b, P1.3] an old client keeps a deck with cards that it can play": `${ROOM}
    vic seats by v1
    ana changes deck 1,XL -> refused not_eligible
    ana changes deck 1,2,XL -> changed
    vic leaves
    ana changes deck XS,S -> changed`,

  "[R17b] all of the changes are made, or none": `${ROOM}
    ana changes name Team_A capacity 1 -> refused capacity_too_small
    room? -> no name, 3 seats`,

  "[P2.5a] those who have not voted are asked once more, at most every 10 s": `${ROOM}
    eve joins -> joined eve, filled
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first
    eve drops -> away eve
    ana nudges -> ana nudges bob
    after 9999ms
    ana nudges -> refused too_soon
    after 1ms
    ana nudges -> ana nudges bob
    ana restarts -> restarted T-1 #2
    ana nudges -> ana nudges bob`,

  "[P2.5a] a nudge changes nothing that members see": `${ROOM}
    ana begins T-1 -> opened T-1 #1
    version? -> 4
    ana nudges -> ana nudges bob
    version? -> 4`,
});
