// Walks drawn from a seed: v1 and v2 members come, vote, drop, come back, are removed and promoted, on four
// workers whose posts cross in any order. v1_member.ts and v2_member.ts check each frame as it arrives;
// here, that in the end everybody knows the room as it is, and that no card was sent too soon [P2.3, R7].
import { assert, assertEquals } from "@std/assert";
import { STATE_TICK_MS } from "../../src/hosting/room_states.ts";
import { drawsOf } from "../base/draws.ts";
import type { V1Member } from "./v1_member.ts";
import type { V2Member } from "./v2_member.ts";
import { MARSUPIALS, MixedCluster } from "./v2_story.ts";

const SEEDS = Array.from({ length: 60 }, (_, n) => n + 1);
const STEPS = 200;

type Draw = (count: number) => number;

/** A room in a walk, and everybody who was ever in it. */
class Walk {
  readonly table = new MixedCluster({ workers: 4, admin_grace_ms: 3_000, resume_grace_ms: 8_000 });
  readonly v1: V1Member[] = [];
  /** The last connection of each v2 person. */
  readonly v2: V2Member[] = [];
  readonly everybody: (V1Member | V2Member)[] = [];
  readonly #draw: Draw;
  readonly #roomId: string;
  #ticket = 0;
  #people = 0;

  constructor(draw: Draw) {
    this.#draw = draw;
    const onAdminLeave = draw(8) === 0 ? "close" : "promote";
    const ana = this.table.createV2("ana", {
      capacity: 6,
      deck: MARSUPIALS,
      on_admin_leave: onAdminLeave,
    });
    this.#roomId = ana.roomId;
    this.#meet(ana);
  }

  get isOver(): boolean {
    return this.table.openRooms === 0;
  }

  step(): void {
    const { table } = this;
    const draw = this.#draw;
    table.held = draw(3) > 0;
    const person = this.v2[draw(this.v2.length)];
    const old = this.v1[draw(this.v1.length)];
    const on = draw(4);
    const ticketId = this.#open();
    switch (draw(36)) {
      case 0: {
        const role = draw(3) === 0 ? "observer" : "voter";
        return this.#meet(table.joinV2(this.#newName(), this.#roomId, { on, role }));
      }
      case 1:
        this.v1.push(table.arrive(this.#newName(), this.#roomId, { on }));
        return void this.everybody.push(...this.v1.slice(-1));
      case 2:
      case 3:
        return void (person?.state === "seated" && draw(2) === 0 && person.drop());
      case 4:
        return this.#comesBack(person, on);
      case 6:
        return void (old?.state === "seated" && draw(4) === 0 && old.drop());
      case 7:
        return table.pass(draw(3_000));
      case 8:
        return this.#rules(["RESTART_VOTING"], ["START_TIMER", { seconds: 9 }], ["STOP_TIMER"]);
      case 9:
        return this.#rules(
          ["SET_SETTINGS", { auto_reveal: draw(2) === 0 }],
          ["HAND_OVER", { member_id: person?.you?.member_id ?? "" }],
          ["REMOVE_MEMBER", { member_id: person?.you?.member_id ?? "" }],
          ["QUEUE_TICKETS", { tickets: [{ ticket_id: "LATER" }] }],
        );
      case 10:
      case 11:
        return this.#rules(
          ["REVEAL_VOTES", { ticket_id: ticketId, force: true }],
          ["REVEAL_VOTES", { ticket_id: ticketId }],
        );
      case 5:
      case 12:
      case 13:
        return this.#rules(["BEGIN_VOTING", { ticket_id: `T${++this.#ticket}` }]);
      case 14:
        return this.#asks(person, "SET_ROLE", { role: draw(3) === 0 ? "observer" : "voter" });
      case 15:
        return this.#asks(person, draw(12) === 0 ? "LEAVE" : "GET_RESULTS", {});
      case 16:
        return void (old?.prompt === "MEMBER_VOTED" && old.vote(ticketId, this.#v1Card()));
      // more than half of what people do is voting
      default: {
        const vote = draw(6) === 0 ? null : MARSUPIALS.cards[draw(3)] ?? null;
        return this.#asks(person, "MEMBER_VOTED", { ticket_id: ticketId, vote });
      }
    }
  }

  /** What has been sent arrives, or some of it. */
  carryOn(): void {
    for (let n = this.#draw(4); n > 0; n--) if (!this.table.deliver(this.#draw)) return;
  }

  /** Everything arrives, and time for a last state. */
  finish(): void {
    while (this.table.deliver(this.#draw)) { /* in every order the seed draws */ }
    this.table.held = false;
    this.table.pass(STATE_TICK_MS);
  }

  #meet(member: V2Member): void {
    this.v2.push(member);
    this.everybody.push(member);
  }

  #comesBack(person: V2Member | undefined, on: number): void {
    if (person === undefined || person.you === null) return;
    if (person.state === "seated" && this.#draw(4) > 0) return;
    const { resumeToken: resume_token } = person;
    const again = this.table.resume(person, { on, token: resume_token, room_id: this.#roomId });
    this.v2[this.v2.indexOf(person)] = again;
    this.everybody.push(again);
    // until its WELCOME comes it knows what it knew
    again.you ??= person.you;
  }

  /** The ticket that those who know most are voting on. */
  #open(): string {
    const rooms = this.v2.map(({ room }) => room).filter((room) => room !== null);
    const newest = rooms.toSorted((a, b) => b.version - a.version)[0];
    return `${newest?.ballot?.["ticket_id"] ?? "T0"}`;
  }

  /** The admin, as it believes itself, asks for one of these. */
  #rules(...asks: readonly (readonly [string, Readonly<Record<string, unknown>>?])[]): void {
    const admin = this.v2.find(({ state, room, you }) =>
      state === "seated" && room !== null && room.admin_id === you?.member_id
    );
    const [type, data] = asks[this.#draw(asks.length)] ?? ["STOP_TIMER"];
    this.#asks(admin, type, data);
  }

  #asks(
    person: V2Member | undefined,
    type: string,
    data: Readonly<Record<string, unknown>> = {},
  ): void {
    if (person?.state === "seated") person.sends(type, data);
  }

  #newName(): string {
    return `m${++this.#people}x`;
  }

  #v1Card(): string {
    return this.#draw(2) === 0 ? "13" : "21";
  }
}

for (const seed of SEEDS) {
  Deno.test(`[P2.3, P2.7, R7] a mixed room (seed ${seed})`, () => {
    const walk = new Walk(drawsOf(seed));
    using _ = walk.table;
    for (let n = 0; n < STEPS && !walk.isOver; n++) {
      walk.step();
      walk.carryOn();
    }
    walk.finish();
    assertSeldom(walk.table);
    assertSecret(walk);
    const seated = walk.v2.filter(({ state }) => state === "seated");
    if (walk.isOver) return assertEquals(seated, []);
    for (const member of seated) {
      assertEquals(member.unanswered, 0, `${member.name} waits for a reply`);
      walk.table.assertUpToDate(member);
    }
  });
}

/** [P2.3] No worker was sent two states within a tick. */
function assertSeldom({ sent }: MixedCluster): void {
  for (const worker of [1, 2, 3]) {
    const at = sent.filter(({ to, envelope }) => to === worker && envelope.kind === "state")
      .map((one) => one.at);
    for (const [n, time] of at.slice(1).entries()) {
      assert(time - (at[n] ?? 0) >= STATE_TICK_MS, `states at ${at[n]} and ${time}`);
    }
  }
}

/**
 * [R7] Before the first reveal nobody was sent a card but its own: in WELCOME, or in the refusal of it.
 * Frames before it are those of a room whose `results_count` is 0; v1 members get none until it.
 */
function assertSecret({ everybody }: Walk): void {
  for (const { name, frames } of everybody) {
    for (const frame of frames) {
      if (frame.includes("VOTES_REVEALED") || frame.includes("Session results")) break;
      const event = frame.startsWith("{") ? JSON.parse(frame) : { type: "text", data: frame };
      if ((event.data.room?.results_count ?? 0) > 0 || event.data.ballots?.length > 0) break;
      if (event.type === "SESSION_ENDED") break;
      if (event.type === "WELCOME") delete event.data.you;
      if (event.data.room !== undefined) delete event.data.room.deck;
      assert(!/QUOKKA|WOMBAT|NUMBAT/.test(JSON.stringify(event)), `${name} got ${frame}`);
    }
  }
}
