/**
 * A bare broadcast loop, to compare the server with: it sends the frames of a voting round, in the same sizes and to as
 * many sockets, so that the same drivers can load it. It parses and checks nothing.
 */
import { print } from "../print.ts";

/** The interval of states for v2 members, as in the server, in milliseconds [P2.3]. */
const STATE_TICK_MS = 50;
/** Where a command's first letter is, in `{"type":"…`, and its id, in `…"id":"c1"}`. */
const TYPE_AT = 9;
const ID_BEFORE = '"id":"';

interface Person {
  readonly socket: WebSocket;
  readonly name: string;
  readonly id: string;
  readonly isV2: boolean;
  voted: boolean;
}

class Group {
  readonly people: Person[] = [];
  #ticket = 0;
  #votes = 0;
  #version = 1;
  #phase = "";
  #statedAt = 0;
  #pending = false;

  constructor(readonly roomId: string) {}

  enter(person: Person): void {
    this.people.push(person);
    if (person.isV2) {
      person.socket.send(
        `{"type":"WELCOME","data":{"room":${this.#room()},"you":{"member_id":"${person.id}",` +
          `"resume_token":"00000000000000000000000000000000"}}}`,
      );
    } else if (this.people.length === 1) {
      person.socket.send(`{"type":"CREATE_ROOM","data":{"room_id":"${this.roomId}"}}`);
    }
  }

  take(person: Person, text: string): void {
    switch (text[TYPE_AT]) {
      case "J":
        return person.socket.send(
          `{"type":"ROOM_JOIN_UPDATES","data":{"message":"🧠 You are in room ${this.roomId}"}}`,
        );
      case "B":
        this.#reply(person, text);
        this.#ticket++;
        this.#votes = 0;
        for (const one of this.people) one.voted = false;
        this.#state("voting");
        return this.#toV1(`{"type":"ASK_FOR_VOTE","data":{"ticket_id":"T${this.#ticket}"}}`);
      case "M":
        this.#reply(person, text);
        person.voted = true;
        this.#toV1(`🗳️ ${person.name} voted for T${this.#ticket}`);
        if (++this.#votes === this.people.length) return this.#completed();
        return this.#state("voting");
      case "R":
        this.#reply(person, text);
        return this.#revealed();
    }
  }

  #completed(): void {
    const ticket = `"ticket_id":"T${this.#ticket}"`;
    const message = `✅ Everybody has voted on T${this.#ticket}. Waiting for the admin to reveal.`;
    this.#state("complete");
    this.#toV1(`{"type":"VOTING_COMPLETED","data":{${ticket},"message":"${message}"}}`);
    const [admin] = this.people;
    if (admin?.isV2 !== false) return;
    admin.socket.send(
      `{"type":"REVEAL_VOTES_PROMPT","data":{${ticket},"message":"✨ Reveal T${this.#ticket}?"}}`,
    );
  }

  #revealed(): void {
    const choices = this.people.map(({ id, name }) =>
      `"${id}":{"Value":"5","MemberID":"${id}","MemberName":"${name}"}`
    );
    this.#state("revealed");
    this.#toV1(
      `{"type":"VOTES_REVEALED","data":{"ticket_id":"T${this.#ticket}",` +
        `"client_vote_choice_map":{${choices.join(",")}}}}`,
    );
    const awaiting =
      '{"type":"AWAITING_ADMIN_VOTE_START","data":{"message":"⏳ Waiting for the admin to begin the next ticket."}}';
    const begin =
      '{"type":"BEGIN_VOTING_PROMPT","data":{"message":"📝 Which ticket is next? Type its id:"}}';
    for (const [at, { socket, isV2 }] of this.people.entries()) {
      if (!isV2) socket.send(at === 0 ? begin : awaiting);
    }
  }

  #toV1(frame: string): void {
    for (const { socket, isV2 } of this.people) if (!isV2) socket.send(frame);
  }

  #reply({ socket, isV2 }: Person, text: string): void {
    if (!isV2) return;
    const id = text.slice(text.lastIndexOf(ID_BEFORE) + ID_BEFORE.length, -2);
    socket.send(`{"type":"OK","data":{"version":${this.#version + 1}},"re":"${id}"}`);
  }

  #state(phase: string): void {
    this.#version++;
    this.#phase = phase;
    if (this.#pending || !this.people.some(({ isV2 }) => isV2)) return;
    this.#pending = true;
    const due = this.#statedAt + STATE_TICK_MS - performance.now();
    setTimeout(() => {
      this.#pending = false;
      this.#statedAt = performance.now();
      const frame = `{"type":"ROOM_STATE","data":{"room":${this.#room()}}}`;
      for (const { socket, isV2 } of this.people) if (isV2) socket.send(frame);
    }, Math.max(0, due));
  }

  #room(): string {
    const members = this.people.map(({ id, name, voted }) =>
      `{"member_id":"${id}","name":"${name}","role":"voter","presence":"online","voted":${voted}}`
    );
    const votes = this.people.map(({ id, name }) =>
      `{"member_id":"${id}","name":"${name}","card":"5"}`
    );
    const revealed = this.#phase === "revealed"
      ? `"revealed_at":1763892000000,"votes":[${
        votes.join(",")
      }],"summary":{"counts":[{"card":"5",` +
        `"count":10}],"counted_apart":[],"mean":5,"median":5,"min":5,"max":5,"consensus":true},`
      : "";
    const ballot = this.#ticket === 0
      ? "null"
      : `{"ticket_id":"T${this.#ticket}","attempt":1,"opened_at":1763892000000,${revealed}` +
        `"phase":"${this.#phase}"}`;
    return `{"room_id":"${this.roomId}","version":${this.#version},"created_at":1763892000000,` +
      `"capacity":10,"deck":{"name":"fibonacci","cards":["1","2","3","5","8","13","21","?","☕"]},` +
      `"settings":{"auto_reveal":false,"on_admin_leave":"close"},"admin_id":"${
        this.people[0]?.id
      }",` +
      `"members":[${
        members.join(",")
      }],"ballot":${ballot},"queue":[],"timer":null,"results_count":1}`;
  }
}

if (import.meta.main) {
  const groups = new Map<string, Group>();
  Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }) => print(JSON.stringify({ event: "listening", port })),
  }, (request) => {
    const isV2 = request.headers.has("sec-websocket-protocol");
    const query = new URL(request.url).searchParams;
    const name = query.get("name") ?? "";
    const { socket, response } = Deno.upgradeWebSocket(
      request,
      isV2 ? { idleTimeout: 0, protocol: "estimatex.v2" } : { idleTimeout: 1_800 },
    );
    socket.addEventListener("open", () => {
      const roomId = query.get("room_id") ?? `${groups.size}`.padStart(8, "0");
      const group = groups.get(roomId) ?? new Group(roomId);
      groups.set(roomId, group);
      const id = crypto.randomUUID().slice(0, 26);
      const person = { socket, name, id, isV2, voted: false };
      group.enter(person);
      socket.addEventListener("message", ({ data }) => group.take(person, data));
    });
    return response;
  });
}
