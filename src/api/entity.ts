/** Responses with an entity tag, so that clients can cache them. */
import { eTag, ifNoneMatch } from "@std/http/etag";
import { STATUS_CODE } from "@std/http/status";

/** The response with this body, or 304 if the client has it already. `type`: the content type, without a charset. */
export async function entity(request: Request, body: string, type: string): Promise<Response> {
  const etag = await eTag(body);
  const headers = { "content-type": `${type}; charset=utf-8`, ...etag !== undefined && { etag } };
  if (!ifNoneMatch(request.headers.get("if-none-match"), etag)) {
    return new Response(null, { status: STATUS_CODE.NotModified, headers });
  }
  return new Response(body.endsWith("\n") ? body : `${body}\n`, { headers });
}
