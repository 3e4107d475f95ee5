/**
 * Both protocols as an AsyncAPI 3.0 document, made from the schemas that decode the wire. It needs a package that
 * nothing else does, so it is loaded at the first request for the document.
 */
import {
  type ConversionConfig,
  type JsonSchema,
  toJsonSchema,
  toJsonSchemaDefs,
} from "@valibot/to-json-schema";
import * as v from "valibot";
import { NAME_LENGTH_MAX } from "../room/limits.ts";
import { V2_NAME } from "./offer.ts";
import { V1_COMMANDS, V1_FRAMES } from "./v1_events.ts";
import { COMMAND_ID, type CommandRow, COMMANDS } from "./v2_commands.ts";
import * as frames from "./v2_frames.ts";

type Json = Readonly<Record<string, unknown>>;
type Messages = Readonly<Record<string, Json>>;

/** Schemas that several messages use, by their names in the document. */
const SHARED = {
  Deck: frames.deck,
  Settings: frames.settings,
  Member: frames.member,
  OpenBallot: frames.openBallot,
  Summary: frames.summary,
  RevealedBallot: frames.revealedBallot,
  ShownBallot: frames.shownBallot,
  Room: frames.roomState,
  Results: frames.results,
};

const CONVERSION: ConversionConfig = {
  typeMode: "input",
  overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
};

const V2_FROM_CLIENT: Messages = Object.fromEntries(
  Object.entries<CommandRow>(COMMANDS).map(([type, { summary, data }]) => {
    const isNeeded = Object.values(data.entries).some(({ type }) => type !== "exact_optional");
    const payload = v.object({
      type: v.literal(type),
      data: isNeeded ? data : v.exactOptional(data),
      id: v.exactOptional(COMMAND_ID),
    });
    return [type, { ...messageOf(type, payload), summary }];
  }),
);

const V2_FROM_SERVER: Messages = Object.fromEntries(
  Object.entries(frames.FRAMES).map(([type, schema]) => [type, messageOf(type, schema)]),
);

const V1_FROM_CLIENT = eventsOf(V1_COMMANDS);

const V1_FROM_SERVER: Messages = {
  ...eventsOf(V1_FRAMES),
  text: {
    name: "text",
    contentType: "text/plain",
    summary: "a line for the person, which is no JSON",
    payload: { type: "string" },
  },
};

/** The document, as JSON. `version` is the server's. */
export function asyncApi(version: string): string {
  const v2 = channelOf("v2", { ...V2_FROM_CLIENT, ...V2_FROM_SERVER });
  const v1 = channelOf("v1", { ...V1_FROM_CLIENT, ...V1_FROM_SERVER });
  return JSON.stringify({
    asyncapi: "3.0.0",
    info: {
      title: "estimatex-server",
      version,
      description: "Story-point estimation in rooms. A client that offers the sub-protocol " +
        `${V2_NAME} speaks v2, one that offers none v1. The server sends every message of v2 ` +
        "in the order of its events, and may add types and fields: ignore what is unknown.",
      license: { name: "MIT" },
    },
    defaultContentType: "application/json",
    channels: {
      v2: {
        title: `v2: ${V2_NAME}`,
        ...v2,
        bindings: { ws: { method: "GET", query: converted(V2_QUERY), headers: OFFER } },
      },
      v1: { title: "v1", ...v1, bindings: { ws: { method: "GET", query: converted(V1_QUERY) } } },
    },
    operations: {
      receive_v2: {
        ...operationOf("receive", "v2", V2_FROM_CLIENT),
        summary: "A command. One with an id gets exactly one reply, whose re is that id; where " +
          "replies=in_state was asked for, it may be a ROOM_STATE whose re has the id in it.",
        reply: {
          channel: { $ref: "#/channels/v2" },
          messages: [refTo("v2", "OK"), refTo("v2", "ERROR"), refTo("v2", "ROOM_STATE")],
        },
      },
      send_v2: operationOf("send", "v2", V2_FROM_SERVER),
      receive_v1: operationOf("receive", "v1", V1_FROM_CLIENT),
      send_v1: operationOf("send", "v1", V1_FROM_SERVER),
    },
    components: { schemas: toJsonSchemaDefs(SHARED, CONVERSION) },
  });
}

const roomId = v.string();
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(NAME_LENGTH_MAX));
const capacity = v.pipe(v.number(), v.integer(), v.minValue(1));

const V1_QUERY = v.object({
  action: v.picklist(["CREATE_ROOM", "JOIN_ROOM"]),
  name,
  room_id: v.exactOptional(roomId),
  max_room_capacity: v.exactOptional(capacity),
});

const V2_QUERY = v.object({
  action: v.picklist(["CREATE_ROOM", "JOIN_ROOM", "RESUME"]),
  name: v.exactOptional(name),
  room_id: v.exactOptional(roomId),
  max_room_capacity: v.exactOptional(capacity),
  role: v.exactOptional(v.picklist(["voter", "observer"])),
  deck: v.exactOptional(v.string()),
  on_admin_leave: v.exactOptional(v.picklist(["close", "promote"])),
  replies: v.exactOptional(v.picklist(["apart", "in_state"])),
});

const OFFER = {
  type: "object",
  properties: { "sec-websocket-protocol": { type: "string", pattern: `\\b${V2_NAME}\\b` } },
  required: ["sec-websocket-protocol"],
};

function eventsOf(events: Readonly<Record<string, v.GenericSchema>>): Messages {
  return Object.fromEntries(
    Object.entries(events).map(([type, data]) => [
      type,
      messageOf(type, v.object({ type: v.literal(type), data })),
    ]),
  );
}

function messageOf(name: string, payload: v.GenericSchema): Json {
  return { name, payload: converted(payload) };
}

function converted(schema: v.GenericSchema): JsonSchema {
  const { $schema: _draft, $defs: _shared, ...converted } = toJsonSchema(schema, {
    ...CONVERSION,
    definitions: SHARED,
  });
  return converted;
}

/** The address is below the path of `--public-url` [W13]. */
function channelOf(channel: string, messages: Messages) {
  return { address: "/ws", description: `protocol ${channel}`, messages };
}

function operationOf(action: "send" | "receive", channel: string, messages: Messages) {
  return {
    action,
    channel: { $ref: `#/channels/${channel}` },
    messages: Object.keys(messages).map((name) => refTo(channel, name)),
  };
}

function refTo(channel: string, message: string) {
  return { $ref: `#/channels/${channel}/messages/${message}` };
}
