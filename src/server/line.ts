/** Answers of one line, for a person who looks at them with a browser or curl. */
import { STATUS_CODE } from "@std/http/status";

/** A response of one line of text. */
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

/** What a request gets that wants to change what can only be read; null: it wants to read it. */
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
