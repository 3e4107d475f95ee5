/**
 * A client that connects to a proxy from an address of its own in the loopback network, with any headers. It knows just
 * enough of WebSocket for a handshake.
 */
import { PATIENCE_MS } from "../e2e/patience.ts";
import { connect } from "node:tls";

interface GuestOptions {
  readonly port: number;
  readonly ca: string;
  /** Where it connects from: any of 127.0.0.0/8. */
  readonly from: string;
  /** What it says of itself in X-Forwarded-For. */
  readonly claims: string;
  /** The query of /ws. */
  readonly query: string;
  /** More headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sub-protocols to offer. */
  readonly protocols?: readonly string[];
}

export class Guest implements Disposable {
  readonly #socket: ReturnType<typeof connect>;
  readonly #options: GuestOptions;
  #text = "";
  #look = () => {};

  constructor(options: GuestOptions) {
    const { port, ca, from } = this.#options = options;
    // as the types of node:net have it, and tls hands on
    const local = { localAddress: from };
    this.#socket = connect({
      ...local,
      host: "127.0.0.1",
      servername: "localhost",
      port,
      ca,
      ALPNProtocols: ["http/1.1"],
    });
    this.#socket.on("secureConnect", () => this.#socket.write(this.#request()));
    this.#socket.on("data", (bytes) => {
      this.#text += bytes.toString();
      this.#look();
    });
    this.#socket.on("error", (error) => {
      this.#text += `${error}`;
      this.#look();
    });
  }

  /** Waits for what is sent to it; returns the pattern's first group. */
  async receives(pattern: RegExp): Promise<string> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      return await new Promise<string>((resolve, reject) => {
        timer = setTimeout(() => reject(new Error(`no ${pattern}: ${this.#text}`)), PATIENCE_MS);
        this.#look = () => {
          const found = pattern.exec(this.#text);
          if (found !== null) resolve(found[1] ?? "");
        };
        this.#look();
      });
    } finally {
      clearTimeout(timer);
    }
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  #request(): string {
    const { query, claims, headers = {}, protocols = [] } = this.#options;
    const lines = [
      `GET /ws?${query} HTTP/1.1`,
      "Host: localhost",
      "Upgrade: websocket",
      "Connection: Upgrade",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      `X-Forwarded-For: ${claims}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      ...protocols.length > 0 ? [`Sec-WebSocket-Protocol: ${protocols.join(", ")}`] : [],
    ];
    return `${lines.join("\r\n")}\r\n\r\n`;
  }
}
