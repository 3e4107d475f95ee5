/** `/asyncapi.json`: both protocols as a document for programs [W1]. It is made at the first request, and kept. */
import { eTag, ifNoneMatch } from "@std/http/etag";
import { STATUS_CODE } from "@std/http/status";
import { refuseChange } from "./line.ts";

/** Its path, below that of `--public-url` [W13]. */
export const WIRE_DOCUMENT = "/asyncapi.json";

/** Responds to a request for the document. */
export type WireDocument = (request: Request) => Promise<Response>;

/** Serves the document; `version`: the server's. */
export function createWireDocument(version: string): WireDocument {
  let made: Promise<{ readonly body: string; readonly etag: string | undefined }> | null = null;
  return async (request) => {
    const refusal = refuseChange(request);
    if (refusal !== null) return refusal;
    const { body, etag } = await (made ??= make(version));
    const headers = {
      ...etag !== undefined && { etag },
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
    };
    if (!ifNoneMatch(request.headers.get("if-none-match"), etag)) {
      return new Response(null, { status: STATUS_CODE.NotModified, headers });
    }
    return new Response(body, { headers: { ...headers, "content-type": "application/json" } });
  };
}

async function make(version: string) {
  const { asyncApi } = await import("../protocol/asyncapi.ts");
  const body = asyncApi(version);
  return { body, etag: await eTag(body) };
}
