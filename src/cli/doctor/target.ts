/** The address of the server that is checked. */
import type { Result } from "../../base/result.ts";
import { readServer } from "../../terminal/server_address.ts";

export interface Target {
  readonly hostname: string;
  readonly port: number;
  readonly secure: boolean;
  /** The path of `/ws`, with the prefix that a proxy may have. */
  readonly path: string;
  /** The origin of pages from there. */
  readonly origin: string;
  /** The WebSocket address. */
  readonly url: string;
}

/** Reads an address in every form that `create --server` takes; the error begins with "must". */
export function targetOf(text: string): Result<Target, string> {
  const read = readServer(text);
  if (!read.ok) return read;
  const url = new URL(read.value.socket);
  const secure = url.protocol === "wss:";
  return {
    ok: true,
    value: {
      hostname: url.hostname.replace(/^\[|\]$/g, ""),
      port: url.port === "" ? (secure ? 443 : 80) : Number(url.port),
      secure,
      path: url.pathname,
      origin: `${secure ? "https" : "http"}://${url.host}`,
      url: url.href,
    },
  };
}
