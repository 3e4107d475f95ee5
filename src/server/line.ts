/** Small responses: a line for a person with a browser or curl, or JSON for the page. */
import { STATUS_CODE } from "@std/http/status";

/** A response with one line of text. */
export function line(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(`${text}\n`, {
    status,
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "x-content-type-options": "nosniff", // some lines quote what was sent
      ...headers,
    },
  });
}

/** A JSON response for the server's own page alone. */
export function answerPage(value: unknown): Response {
  return Response.json(value, {
    headers: {
      "cache-control": "no-store",
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
    },
  });
}

/** The refusal of any method but GET and HEAD; null: it is one of these. */
export function refuseChange(
  { method }: Request,
  headers: Readonly<Record<string, string>> = {},
): Response | null {
  if (method === "GET" || method === "HEAD") return null;
  return line(STATUS_CODE.MethodNotAllowed, "Only GET and HEAD are allowed here.", {
    ...headers,
    allow: "GET, HEAD",
  });
}
