/** A receiver of webhooks: its address, what the log calls it, and what it is known by in the file of the queue. */
import { sha256 } from "../base/hash.ts";

export interface Endpoint {
  readonly url: URL;
  /** Host and port alone: what else an address has may be a secret. */
  readonly host: string;
  /** The same for the same address, and nothing can be read from it. */
  readonly key: string;
}

/** `text` is an http or https address. */
export function endpointOf(text: string): Endpoint {
  const url = new URL(text);
  url.hash = "";
  return { url, host: url.host, key: sha256(url.href) };
}
