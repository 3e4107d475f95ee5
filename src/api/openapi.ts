/**
 * Generates the OpenAPI 3.1 document of the API, from the schemas that validate requests. It needs a package that
 * nothing else here uses, so load this module only when the document is requested.
 */
import { type ConversionConfig, toJsonSchema, toJsonSchemaDefs } from "@valibot/to-json-schema";
import type * as v from "valibot";
import * as frames from "../protocol/v2_frames.ts";
import { IDEMPOTENCY_KEY_LENGTH_MAX } from "../protocol/wire_limits.ts";
import * as schemas from "./schemas.ts";

type Json = Readonly<Record<string, unknown>>;

/** Schemas that several responses share, by their names in the document. */
const SHARED = {
  Room: frames.roomState,
  RevealedBallot: frames.revealedBallot,
  Summary: frames.summary,
  SessionHead: schemas.sessionHead,
  Problem: schemas.problem,
};

const CONVERSION: ConversionConfig = {
  typeMode: "input",
  overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
};

const IDEMPOTENCY: Json = {
  name: "Idempotency-Key",
  in: "header",
  description:
    "The same request with the same key within an hour gets the same answer, and changes nothing.",
  schema: { type: "string", minLength: 1, maxLength: IDEMPOTENCY_KEY_LENGTH_MAX },
};

const ROOM_ID: Json = {
  name: "room_id",
  in: "path",
  required: true,
  schema: { type: "string" },
  description: "The 8 letters and digits of a room.",
};

const SESSION_ID: Json = {
  name: "session_id",
  in: "path",
  required: true,
  schema: { type: "string" },
  description: "A session_id from the list, or the id of a room, for its newest session.",
};

/** The document, as JSON. `version`: the server's. `capacityMax`: the largest capacity that a room may have. */
export function openApi(version: string, capacityMax: number): string {
  const newRoom = schemas.newRoomSchema(capacityMax);
  return JSON.stringify({
    openapi: "3.1.0",
    info: { title: "estimatex-server", version, license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url: "../v1" }],
    security: [{ key: [] }],
    paths: {
      "/rooms": {
        post: {
          operationId: "openRoom",
          summary: "Opens a room that has no admin yet.",
          parameters: [IDEMPOTENCY],
          requestBody: bodyOf(newRoom),
          responses: answers({
            201: {
              description: "The room is open.",
              headers: { location: { schema: { type: "string" } } },
              ...contentOf(schemas.openedRoom),
            },
          }),
        },
      },
      "/rooms/{room_id}": {
        get: {
          operationId: "showRoom",
          summary: "Shows a room as its members see it.",
          parameters: [ROOM_ID],
          responses: answers({ 200: { description: "The room.", ...contentOf(frames.roomState) } }),
        },
      },
      "/rooms/{room_id}/tickets": {
        post: {
          operationId: "queueTickets",
          summary: "Puts tickets into a room's queue.",
          parameters: [ROOM_ID, IDEMPOTENCY],
          requestBody: bodyOf(schemas.queueSchema),
          responses: answers({
            200: {
              description: "How many tickets the queue has now.",
              ...contentOf(schemas.queuedTickets),
            },
          }),
        },
      },
      "/sessions": {
        get: {
          operationId: "listSessions",
          summary: "Lists sessions, the newest first.",
          parameters: [
            {
              name: "limit",
              in: "query",
              schema: {
                type: "integer",
                minimum: 1,
                maximum: schemas.LIST_MAX,
                default: schemas.LIST_DEFAULT,
              },
            },
            {
              name: "after",
              in: "query",
              schema: { type: "string" },
              description: "The field next of the page before.",
            },
          ],
          responses: answers({
            200: { description: "One page.", ...contentOf(schemas.sessionList) },
            304: { description: "As it was." },
          }),
        },
      },
      "/sessions/{session_id}": {
        get: {
          operationId: "showSession",
          summary: "Fetches the results of a session.",
          parameters: [SESSION_ID],
          responses: answers({
            200: {
              description: "The results, in the form that Accept asks for.",
              content: {
                ...contentOf(schemas.savedSession).content,
                "text/csv": { schema: { type: "string" } },
                "text/markdown": { schema: { type: "string" } },
              },
            },
            304: { description: "As it was." },
          }),
        },
      },
      "/openapi.json": {
        get: {
          operationId: "showDocument",
          summary: "Returns this document.",
          security: [],
          responses: {
            200: {
              description: "This document.",
              content: { "application/json": { schema: { type: "object" } } },
            },
          },
        },
      },
    },
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer" } },
      schemas: toJsonSchemaDefs(SHARED, CONVERSION),
    },
  });
}

/** The responses of a route, with the problem that every route may return. */
function answers(responses: Json): Json {
  return {
    ...responses,
    default: {
      description: "The problem.",
      content: { "application/problem+json": { schema: converted(schemas.problem) } },
    },
  };
}

function bodyOf(schema: v.GenericSchema): Json {
  return { required: true, ...contentOf(schema) };
}

function contentOf(schema: v.GenericSchema): { readonly content: Json } {
  return { content: { "application/json": { schema: converted(schema) } } };
}

function converted(schema: v.GenericSchema): Json {
  const { $schema: _draft, $defs: _shared, ...converted } = toJsonSchema(schema, {
    ...CONVERSION,
    definitions: SHARED,
  });
  return { ...converted };
}
