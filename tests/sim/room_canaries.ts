/** Planted bugs in commands about ballots, members and the room [R11a, R11b, R17b], as in canaries.ts. */
import type { V2Command, V2Message, V2Request } from "../../src/protocol/client_message.ts";
import type { Envelope } from "../../src/bus/envelopes.ts";
import { onFrame, reworded } from "./canaries.ts";
import { onLoad } from "./journal_canaries.ts";
import { NO_TAMPERING, type Tampering } from "./observed_store.ts";

type Message = Extract<Envelope, { kind: "message" }>;

/** Makes each bug, by its name. A bug has state, so each run needs a new one. */
export const ROOM_CANARIES: Readonly<Record<string, () => Tampering>> = {
  "a cancelled ballot is revealed": () => {
    let ticket_id = "";
    return each((envelope) => {
      if (envelope.kind === "state") {
        [, ticket_id = ""] = /"ballot":{"ticket_id":"([^"]*)"/.exec(envelope.frame) ?? [];
      }
      return commanded(
        envelope,
        (command) =>
          command.type === "cancel" ? { type: "reveal", ticket_id, force: true } : command,
      );
    });
  },
  "a vote on an attempt that is over counts": () =>
    each((envelope) =>
      commanded(envelope, (command) => {
        if (command.type !== "vote") return command;
        const { attempt: _, ...vote } = command;
        return vote;
      })
    ),
  "who is barred comes in": () =>
    each((envelope) =>
      commanded(
        envelope,
        (command) => command.type === "remove" ? { ...command, bar: false } : command,
      )
    ),
  "no passcode is as good as the right one": () => {
    let passcode: string | null = null;
    return each((envelope) => {
      asked(envelope, (request) => {
        if (request.type === "set_room") passcode = request.changes.passcode ?? passcode;
        return request;
      });
      if (envelope.kind !== "join" || envelope.request.action !== "join") return envelope;
      if (passcode === null) return envelope;
      return { ...envelope, request: { ...envelope.request, passcode } };
    });
  },
  "whoever joins a room that waits for its admin is the admin": () => {
    let secret: string | null = null;
    return each((envelope) => {
      if (envelope.kind === "program" && envelope.request.action === "open") {
        secret = envelope.request.admin_secret;
      }
      if (envelope.kind !== "join" || envelope.request.action !== "join") return envelope;
      if (secret === null || envelope.request.protocol === "v1") return envelope;
      return { ...envelope, request: { ...envelope.request, admin_secret: secret } };
    });
  },
  "whoever looks at a room that waits for its admin may have any link": () =>
    each((envelope) => {
      if (envelope.kind !== "join" || envelope.request.action !== "look") return envelope;
      const { admin_secret: _, ...request } = envelope.request;
      return { ...envelope, request };
    }),
  "a room is made smaller than it is full": () =>
    each((envelope) =>
      asked(envelope, (request) => {
        if (request.type !== "set_room" || request.changes.capacity === undefined) return request;
        const { capacity: _, ...changes } = request.changes;
        return { ...request, changes };
      })
    ),
  "whoever begins counts as the admin": () => {
    const conns = new Map<string, number>();
    let admin_id = "";
    return each((envelope) => {
      if (envelope.kind === "frame") {
        const [, member_id] = /"you":{"member_id":"(\w+)"/.exec(envelope.frame) ?? [];
        const [conn] = envelope.conns;
        if (member_id !== undefined && conn !== undefined) conns.set(member_id, conn);
      }
      if (envelope.kind === "state") {
        [, admin_id = ""] = /"admin_id":"(\w+)"/.exec(envelope.frame) ?? [];
      }
      const conn = conns.get(admin_id);
      if (conn === undefined || commandOf(envelope)?.type !== "begin") return envelope;
      return envelope.kind === "message" ? { ...envelope, conn } : envelope;
    });
  },
  "a timer reveals as soon as it is set": () => {
    return {
      ...NO_TAMPERING,
      envelope(envelope) {
        const { message } = envelope.kind === "message" ? envelope : { message: null };
        const isTimer = message?.type === "request" && message.request.type === "timer";
        if (!isTimer || envelope.kind !== "message") return [envelope];
        const command = { type: "settings", settings: { auto_reveal: true } } as const;
        return [requested(envelope, { type: "command", command }, null), envelope];
      },
    };
  },
  "a vote is revealed under another name": () =>
    onFrame(
      /"ballots":\[{.*"votes":\[{"member_id":"\w+","name":"[^"]+"/,
      reworded((text) => text.replace(/("votes":\[{"member_id":"\w+","name":")[^"]+/, "$1Nobody")),
    ),
  "nobody is nudged": () => onFrame(/"NUDGED"/, () => []),
  "a nudge is another's": () =>
    onFrame(/"NUDGED"/, reworded((text) => text.replace(/"name":"[^"]*"/, '"name":"Nobody"'))),
  "old clients are sent a new name alone": () =>
    onFrame(/ is called /, reworded((text) => text.replace(/(✏️ ).* is called /, "$1Now: "))),
  "old clients are not sent that a ballot was cancelled": () => onFrame(/was cancelled/, () => []),
};

/** Bugs in what outlives a worker that no state shows. */
export const KEPT_ROOM_CANARIES: Readonly<Record<string, () => Tampering>> = {
  "who was barred is forgotten": () => onLoad((room) => ({ ...room, bars: [] })),
  "a restored room has no lock": () => onLoad((room) => ({ ...room, locked: false })),
  "a restored room asks for no passcode": () =>
    onLoad((room) => ({ ...room, passcode_hash: null })),
  "a restored room asks for another passcode": () =>
    onLoad((room) => ({
      ...room,
      passcode_hash: room.passcode_hash?.split("").toReversed().join("") ?? null,
    })),
  "a restored room has no notes": () =>
    onLoad((room) => {
      const { ballot } = room;
      return {
        ...room,
        history: room.history.map((one) => ({ ...one, note: null })),
        ballot: ballot?.phase === "revealed" ? { ...ballot, note: null } : ballot,
      };
    }),
  "a restored room has forgotten the notes of earlier ballots": () =>
    onLoad((room) => ({
      ...room,
      history: room.history.map((one, at, { length }) =>
        at === length - 1 ? one : { ...one, note: null }
      ),
    })),
  "a restored room has its queue in another order": () =>
    onLoad((room) => ({ ...room, queue: room.queue.toReversed() })),
  "a restored room uses the number of a cancelled attempt again": () =>
    onLoad((room) => ({ ...room, cancelled: [] })),
};

function each(change: (envelope: Envelope) => Envelope): Tampering {
  return { ...NO_TAMPERING, envelope: (envelope) => [change(envelope)] };
}

/** Changes the request of a v2 client. */
function asked(envelope: Envelope, change: (request: V2Request) => V2Request): Envelope {
  if (envelope.kind !== "message" || envelope.message.type !== "request") return envelope;
  const { id, request } = envelope.message;
  return requested(envelope, change(request), id);
}

function commanded(envelope: Envelope, change: (command: V2Command) => V2Command): Envelope {
  return asked(
    envelope,
    (request) =>
      request.type === "command" ? { ...request, command: change(request.command) } : request,
  );
}

function commandOf(envelope: Envelope): V2Command | null {
  if (envelope.kind !== "message" || envelope.message.type !== "request") return null;
  const { request } = envelope.message;
  return request.type === "command" ? request.command : null;
}

function requested(envelope: Message, request: V2Request, id: V2Message["id"]): Message {
  return { ...envelope, message: { type: "request", id, request } };
}
