// Walks drawn from a seed: people come, go and answer what they are prompt, in any order, on four workers. At each frame
// v1_member.ts checks that nobody gets a second prompt; here, that nobody waits for one in vain [P1.5].
import { assert, assertEquals } from "@std/assert";
import { drawsOf } from "../base/draws.ts";
import { Cluster } from "./store_story.ts";
import { eventOf, type V1Member } from "./v1_member.ts";

const SEEDS = Array.from({ length: 60 }, (_, n) => n + 1);
const STEPS = 150;
const CARDS = ["1", "2", "3", "5", "8", "13", "21", "4"];

/** What the room of a walk is at, read off what its admin was sent. */
interface Ballot {
  ticket: string | null;
  readonly voted: Set<string>;
}

for (const seed of SEEDS) {
  Deno.test(`[P1.5] whoever is due is prompt, once (seed ${seed})`, () => {
    const draw = drawsOf(seed);
    using table = new Cluster({ workers: 4 });
    const admin = table.create("ana", { capacity: 2 + draw(4) }).announce();
    let members: V1Member[] = [admin];
    for (let n = 0; n < STEPS; n++) {
      table.held = true;
      const member = members[draw(members.length)];
      switch (draw(8)) {
        case 0:
          members.push(table.arrive(`m${n}x`, admin.roomId, { on: draw(4) }));
          break;
        case 1:
          if (member !== admin) member?.drop();
          break;
        case 2:
          member?.announce(draw(2) === 0 ? undefined : "ZZZZZZZZ");
          break;
        default:
          if (member !== undefined) reply(member, draw, n);
      }
      if (draw(2) === 0) table.deliver(draw);
      members = members.filter(({ state }) => state === "seated" || state === "waiting");
    }
    while (table.deliver(draw)) { /* every order the seed draws */ }
    table.settle();
    members = members.filter(({ state }) => state === "seated");
    assertNobodyForgotten(members);
  });
}

/** Answers the prompt on the screen, now and then with what can't stand. */
function reply(member: V1Member, draw: (count: number) => number, step: number): void {
  const prompt = lastPrompt(member);
  switch (member.prompt) {
    case "BEGIN_VOTING":
      member.begin(draw(4) === 0 ? "" : `T${step}`);
      break;
    case "MEMBER_VOTED":
      member.vote(prompt ?? "", CARDS[draw(CARDS.length)] ?? "");
      break;
    case "REVEAL_VOTES":
      member.reveal(prompt ?? "");
      break;
  }
}

function lastPrompt(member: V1Member): string | null {
  for (const frame of member.frames.toReversed()) {
    const event = eventOf(frame);
    if (event?.type === "ASK_FOR_VOTE" || event?.type === "REVEAL_VOTES_PROMPT") {
      return `${event.data["ticket_id"]}`;
    }
  }
  return null;
}

/** Once all has arrived, somebody always has a prompt that carries the session on. */
function assertNobodyForgotten(members: readonly V1Member[]): void {
  const [admin, ...others] = members;
  assert(admin !== undefined);
  const ballot = ballotOf(admin);
  if (ballot.ticket === null) {
    // prompt to begin, unless nobody ever filled the room or voted
    const ready = admin.frames.some((frame) => /ROOM_CAPACITY_REACHED|VOTES_REVEALED/.test(frame));
    assertEquals(admin.prompt, ready ? "BEGIN_VOTING" : null);
    for (const { prompt } of others) assertEquals(prompt, null);
    return;
  }
  for (const { name, prompt } of others) {
    assertEquals(prompt, ballot.voted.has(name) ? null : "MEMBER_VOTED", name);
  }
  const complete = members.every(({ name }) => ballot.voted.has(name));
  if (complete) assertEquals(admin.prompt, "REVEAL_VOTES");
  else if (!ballot.voted.has(admin.name)) assertEquals(admin.prompt, "MEMBER_VOTED");
  // else a reveal prompt may still be up from before somebody joined
}

function ballotOf(admin: V1Member): Ballot {
  const ballot: Ballot = { ticket: null, voted: new Set() };
  for (const frame of admin.frames) {
    const event = eventOf(frame);
    const voted = event === null ? /^\S+ (\w+) voted for (\w+)$/.exec(frame) : null;
    if (voted?.[1] !== undefined) ballot.voted.add(voted[1]);
    if (event?.type === "VOTES_REVEALED") ballot.ticket = null;
    if (event?.type === "ASK_FOR_VOTE" && event.data["ticket_id"] !== ballot.ticket) {
      ballot.ticket = `${event.data["ticket_id"]}`;
      ballot.voted.clear();
    }
  }
  return ballot;
}
