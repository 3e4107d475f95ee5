/** Room stores with people at v1 and v2 clients, who come and go and come back. */
import { assertEquals } from "@std/assert";
import { type Deck, FIBONACCI } from "../../src/room/deck.ts";
import { Cluster } from "./store_story.ts";
import type { V1Member } from "./v1_member.ts";
import { V2Member } from "./v2_member.ts";

/** A deck of which no card can come from anywhere else, two of them in a v1 client's menu [P1.3]. */
export const MARSUPIALS: Deck = {
  name: "custom",
  cards: ["QUOKKA", "WOMBAT", "NUMBAT", "13", "21"],
};

interface Creation {
  readonly on: number;
  readonly role: "voter" | "observer";
  readonly capacity: number;
  readonly deck: Deck;
  readonly on_admin_leave: "close" | "promote";
  readonly replies: "in_state";
}

interface Joining {
  readonly on: number;
  readonly role: "voter" | "observer";
  readonly passcode: string;
  readonly replies: "in_state";
}

export class MixedCluster extends Cluster {
  createV2(
    name: string,
    { on = 0, role = "voter", capacity = 4, deck = FIBONACCI, ...rest }: Partial<Creation> = {},
  ): V2Member {
    const { on_admin_leave = "close", replies } = rest;
    const asked = replies === undefined ? {} : { replies };
    const member = new V2Member(this, name);
    const common = { protocol: "v2", name, role } as const;
    this.enter(member, on, {
      action: "create",
      ...common,
      capacity,
      deck,
      on_admin_leave,
      ...asked,
    });
    return member;
  }

  joinV2(
    name: string,
    roomId: string,
    { on = 0, role = "voter", ...rest }: Partial<Joining> = {},
  ): V2Member {
    const member = new V2Member(this, name);
    this.enter(member, on, {
      action: "join",
      protocol: "v2",
      name,
      role,
      room_id: roomId,
      ...rest,
    });
    return member;
  }

  /** Somebody who asks whether there is the room, without a name. */
  look(
    roomId: string,
    { on = 0, ...link }: { readonly on?: number; readonly admin_secret?: string } = {},
  ): V2Member {
    const member = new V2Member(this, "nobody");
    this.enter(member, on, { action: "look", protocol: "v2", room_id: roomId, ...link });
    return member;
  }

  /** The same person over a new connection; or with another token, or to another room. */
  resume(
    former: V2Member,
    { on = 0, token = former.resumeToken, room_id: roomId = former.roomId } = {},
  ): V2Member {
    const member = new V2Member(this, former.name, former);
    const resumeToken = token;
    this.enter(member, on, {
      action: "resume",
      protocol: "v2",
      room_id: roomId,
      resume_token: resumeToken,
    });
    return member;
  }

  /** A room of v2 members: the first is the admin; they sit on the workers in turn. All know of all. */
  v2Room<const Names extends readonly [string, ...string[]]>(
    names: Names,
    creation: Partial<Creation> = {},
  ): { -readonly [At in keyof Names]: V2Member } {
    const [first, ...others] = names;
    const admin = this.createV2(first, { capacity: names.length, ...creation });
    const members = others.map((name, n) =>
      this.joinV2(name, admin.roomId, { on: (n + 1) % this.stores.length })
    );
    this.pass(100);
    return [admin, ...members] as { -readonly [At in keyof Names]: V2Member };
  }

  /** One v2 admin, one v2 and one v1 voter, on workers in turn; all know of all. */
  mixedRoom(creation: Partial<Creation> = {}): { ana: V2Member; ben: V2Member; cid: V1Member } {
    const [ana, ben] = this.v2Room(["ana", "ben"], { capacity: 3, ...creation });
    const cid = this.arrive("cid", ana.roomId, { on: 2 % this.stores.length });
    this.pass(100);
    for (const member of [ana, ben, cid]) member.received();
    return { ana, ben, cid };
  }

  /** [P2.3] What this member was sent last is the room as its home has it: a resume shows it whole. */
  assertUpToDate(member: V2Member): V2Member {
    const { room } = member;
    const again = this.resume(member);
    assertEquals(again.room, room, `what ${member.name} was sent last`);
    return again;
  }
}
