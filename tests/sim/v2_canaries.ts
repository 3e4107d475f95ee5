/** Planted bugs in v2 [P2], as in canaries.ts. */
import type { Clock } from "../../src/base/clock.ts";
import type { Envelope } from "../../src/bus/envelopes.ts";
import { on, onFrame, reworded } from "./canaries.ts";
import { NO_TAMPERING, type Tampering } from "./observed_store.ts";

type Gone = Extract<Envelope, { kind: "gone" }>;

/** Makes each bug, by its name. A bug has state, so each run needs a new one. */
export const V2_CANARIES: Readonly<Record<string, () => Tampering>> = {
  "a vote is not sent on a resume": () =>
    onFrame(/"WELCOME".*"vote":/, reworded((text) => text.replace(/,"vote":"[^"]*"/, ""))),
  "another's card is sent on a resume": () => anothersCard(),
  "another's token is sent": () => anothersToken(),
  "a token shows in a reply": () =>
    onFrame(/"OK"/, reworded((text) => text.replace("}", `,"you":"${"ab".repeat(16)}"}`))),
  "a card shows in a state": () =>
    onState(/"voted":true/, (text) => [text.replace('"voted":true', '"voted":"5"')]),
  "a state is sent twice": () => onState(/./, (text) => [text, text]),
  "a state is lost": () => onState(/./, () => []),
  "a state goes back": () => goesBack(),
  "states don't wait for the budget": () => ({
    ...NO_TAMPERING,
    stateBudget: (budget) => ({ ...budget, bytesPerSecond: 100 * budget.bytesPerSecond }),
  }),
  "states wait longer than for the budget": () => ({
    ...NO_TAMPERING,
    stateBudget: (budget) => ({ ...budget, bytesPerSecond: budget.bytesPerSecond / 100 }),
  }),
  "a reply too many": () => onFrame(/"OK"/, (frame) => [frame, frame]),
  "a reply is lost": () => onFrame(/"OK"/, () => []),
  "a reply is lost with the state that has it": () =>
    on(
      (one) => one.kind === "state" && one.replies !== undefined,
      (one) => {
        if (one.kind !== "state") return [one];
        const { replies: _, ...state } = one;
        return [state];
      },
    ),
  "a reply names a version that doesn't show it": () =>
    onFrame(
      /"OK","data":{"version":\d+}/,
      reworded((text) => text.replace(/(\d+)}/, (_, version) => `${Number(version) - 1}}`)),
    ),
  "a room that somebody looks for is not found": () =>
    on(
      (one) => one.kind === "refused" && one.refusal.field === "name",
      (one) =>
        one.kind === "refused"
          ? [{ ...one, refusal: { ...one.refusal, close: "no_such_room", field: "room_id" } }]
          : [one],
    ),
  "an old connection is not closed": () =>
    on((one) => one.kind === "close" && one.close === "replaced", () => []),
  "a lost connection is taken for a LEAVE": () =>
    onV2Gone((gone) => [{
      kind: "message",
      conn: gone.conn,
      at: 0,
      message: { type: "request", id: null, request: { type: "leave" } },
    }]),
  "an away voter is not waited for": () => skewed(-10_000, () => true),
  "an away voter is waited for too long": () => skewed(10_000, () => true),
  "auto_reveal fires on what is no vote": () => revealsWhatIsComplete(),
  "times are by a clock that is right when an incarnation begins, and never again": () =>
    clocked((clock, aheadMs) => ({ wall: () => clock.now() + aheadMs })),
  "deadlines move when the clock is set": () =>
    clocked((clock, aheadMs) => ({ now: () => clock.wall() - aheadMs })),
  "who fetches results after the end may go on for ever": () => ({
    ...NO_TAMPERING,
    timer: (ms) => ms === 5_000 ? 600_000 : ms,
  }),
  "the end does not show that there is more": () =>
    onFrame(/"earlier_ballots"/, reworded((text) => text.replace(/,"earlier_ballots":\d+/, ""))),
  "nobody looks for what time has brought": () => ({
    ...NO_TAMPERING,
    timer: (ms) => ms === 1_000 ? 6_000 : ms,
  }),
};

/** Changes only the first state that matches. */
function onState(pattern: RegExp, change: (text: string) => readonly string[]): Tampering {
  return on(
    (one) => one.kind === "state" && pattern.test(one.frame),
    (one) => one.kind === "state" ? change(one.frame).map((frame) => ({ ...one, frame })) : [one],
  );
}

/** Changes the first end of a v2 connection that has been sent a state. */
function onV2Gone(change: (gone: Gone) => readonly Envelope[]): Tampering {
  const v2 = new Set<number>();
  let done = false;
  return {
    ...NO_TAMPERING,
    envelope(envelope) {
      if (envelope.kind === "state") { for (const conn of envelope.conns) v2.add(conn); }
      if (done || envelope.kind !== "gone" || !v2.has(envelope.conn)) return [envelope];
      done = true;
      return change(envelope);
    },
  };
}

/** When a connection ends, the clock for its member's grace is wrong by `ms`. */
function skewed(ms: number, once: (envelope: Envelope) => boolean): Tampering {
  return {
    ...NO_TAMPERING,
    skew: (envelope) => once(envelope) && envelope.kind === "gone" ? ms : 0,
  };
}

/** [P2.7] Automatic reveals also happen when a ballot becomes complete without a vote. */
function revealsWhatIsComplete(): Tampering {
  const conns = new Map<string, number>();
  return {
    ...NO_TAMPERING,
    envelope(envelope) {
      if (envelope.kind === "frame") {
        const [, member_id] = /"you":{"member_id":"(\w+)"/.exec(envelope.frame) ?? [];
        const [conn] = envelope.conns;
        if (member_id !== undefined && conn !== undefined) conns.set(member_id, conn);
      }
      if (envelope.kind !== "state" || !envelope.frame.includes('"auto_reveal":true')) {
        return [envelope];
      }
      const complete = /"admin_id":"(\w+)".*"ballot":{"ticket_id":"([^"]*)".*"phase":"complete"/;
      const [, admin_id = "", ticket_id = ""] = complete.exec(envelope.frame) ?? [];
      const conn = conns.get(admin_id);
      if (conn === undefined) return [envelope];
      const command = { type: "reveal", ticket_id, force: false } as const;
      const message = { type: "request", id: null, request: { type: "command", command } } as const;
      return [envelope, { kind: "message", conn, at: 0, message }];
    },
  };
}

/** `aheadMs`: how far the wall clock was ahead of the steady one when the incarnation began. */
function clocked(other: (clock: Clock, aheadMs: number) => Partial<Clock>): Tampering {
  return {
    ...NO_TAMPERING,
    clock: (clock) => ({
      now: () => clock.now(),
      wall: () => clock.wall(),
      after: (ms, run) => clock.after(ms, run),
      soon: (run) => clock.soon(run),
      ...other(clock, clock.wall() - clock.now()),
    }),
  };
}

/** A member who joins is sent the last card that was played as its own. */
function anothersCard(): Tampering {
  let card = "";
  return {
    ...NO_TAMPERING,
    envelope(envelope) {
      if (envelope.kind === "message" && envelope.message.type === "request") {
        const { request } = envelope.message;
        if (request.type === "command" && request.command.type === "vote") {
          card = request.command.card ?? "";
        }
      }
      if (envelope.kind !== "frame" || card === "" || !/"WELCOME"/.test(envelope.frame)) {
        return [envelope];
      }
      const [member] = /"you":{"member_id":"\w+"/.exec(envelope.frame) ?? [];
      if (member === undefined || envelope.frame.includes(',"vote":')) return [envelope];
      const frame = envelope.frame.replace(member, `${member},"vote":"${card}"`);
      return [{ ...envelope, frame }];
    },
  };
}

/** The second member is sent the token of the first. */
function anothersToken(): Tampering {
  let first: string | null = null;
  return {
    ...NO_TAMPERING,
    envelope(envelope) {
      if (envelope.kind !== "frame" || !/"WELCOME"/.test(envelope.frame)) return [envelope];
      const [token] = /[0-9a-f]{32}/.exec(envelope.frame) ?? [];
      if (first === null || token === undefined) {
        first = token ?? null;
        return [envelope];
      }
      return [{ ...envelope, frame: envelope.frame.replace(token, first) }];
    },
  };
}

/** After two states, the first is sent again. */
function goesBack(): Tampering {
  let first: Envelope | null = null;
  let done = false;
  return {
    ...NO_TAMPERING,
    envelope(envelope) {
      if (done || envelope.kind !== "state") return [envelope];
      if (first === null) first = envelope;
      else {
        done = true;
        return [envelope, first];
      }
      return [envelope];
    },
  };
}
