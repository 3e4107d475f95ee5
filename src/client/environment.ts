/**
 * What the client needs of the world: a clock, sockets and chance, behind interfaces small enough to fake.
 * This is the only module that touches them; everything else would run anywhere.
 */

export interface Clock {
  /** Milliseconds since 1970. It may jump: machines sleep, and people set clocks. */
  now(): number;
  /** Runs `run` once, `ms` milliseconds from now or later. The returned function cancels it, any number of times. */
  after(ms: number, run: () => void): () => void;
}

/** What a socket tells. Nothing is told before `openSocket` has returned, nor after `close`. */
export interface SocketEvents {
  received(text: string): void;
  /** It is over, or never came to be: 1006, 1005 or 0 where nobody said why. */
  closed(code: number): void;
}

export interface Socket {
  /** Does nothing once the socket is closing: `closed` follows. */
  send(text: string): void;
  /** Hangs up. May be called any number of times. */
  close(): void;
}

export interface Environment {
  readonly clock: Clock;
  /** Starts to connect. Throws where the address can't be one. */
  openSocket(url: string, protocol: string, events: SocketEvents): Socket;
  /** From 0 up to, but never, 1. */
  random(): number;
}

/** The real world, the same in browsers and in Deno. */
export const platform: Environment = {
  clock: {
    now: () => Date.now(),
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  },
  openSocket(url, protocol, events) {
    const socket = new WebSocket(url, protocol);
    socket.onmessage = ({ data }) => {
      if (typeof data === "string") events.received(data);
    };
    socket.onclose = ({ code }) => events.closed(code);
    return {
      send(text) {
        if (socket.readyState === WebSocket.OPEN) socket.send(text);
      },
      close() {
        socket.onmessage = socket.onclose = null;
        socket.close();
      },
    };
  },
  random: () => Math.random(),
};
