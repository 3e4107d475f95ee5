/** A receiver of webhooks. */
import { sha256 } from "../base/hash.ts";

export interface Endpoint {
  readonly url: URL;
  /** Host and port, for the log: the rest of the address may have a secret in it. */
  readonly host: string;
  /** Identifies it in the queue's file: a hash of its address. */
  readonly key: string;
}

/** The receiver at an address. `text`: a valid http or https address. */
export function endpointOf(text: string): Endpoint {
  const url = new URL(text);
  url.hash = "";
  return { url, host: url.host, key: sha256(url.href) };
}
