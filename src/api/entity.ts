/** An answer with an entity tag: whoever has it already gets none of it again. */
import { eTag, ifNoneMatch } from "@std/http/etag";
import { STATUS_CODE } from "@std/http/status";

export async function entity(request: Request, body: string, type: string): Promise<Response> {
  const etag = await eTag(body);
  const headers = { "content-type": `${type}; charset=utf-8`, ...etag !== undefined && { etag } };
  if (!ifNoneMatch(request.headers.get("if-none-match"), etag)) {
    return new Response(null, { status: STATUS_CODE.NotModified, headers });
  }
  return new Response(body.endsWith("\n") ? body : `${body}\n`, { headers });
}
