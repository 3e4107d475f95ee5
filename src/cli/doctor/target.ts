/** The address of the server that is checked. */

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

/** Parses `http(s)://` or `ws(s)://`, with or without `/ws`; null if it is no such address. */
export function targetOf(text: string): Target | null {
  const url = URL.parse(/^[a-z]+:\/\//i.test(text) ? text : `http://${text}`);
  if (url === null || !/^(https?|wss?):$/.test(url.protocol) || url.hostname === "") return null;
  const secure = url.protocol === "https:" || url.protocol === "wss:";
  const path = url.pathname.endsWith("/ws")
    ? url.pathname
    : `${url.pathname.replace(/\/$/, "")}/ws`;
  const host = url.host;
  return {
    hostname: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? (secure ? 443 : 80) : Number(url.port),
    secure,
    path,
    origin: `${secure ? "https" : "http"}://${host}`,
    url: `${secure ? "wss" : "ws"}://${host}${path}`,
  };
}
