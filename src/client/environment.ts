/**
 * What the client needs of the world: a clock, sockets and chance, behind interfaces small enough to fake.
 * This is the only module that touches them; everything else would run anywhere.
 */

/** Two clocks and a timer. */
export interface Clock {
  /** For durations: milliseconds on a clock that nobody can set. It may stand still while the machine sleeps. */
  now(): number;
  /** The time of day, in milliseconds since 1970. It may leap: machines sleep, and people set clocks. */
  wall(): number;
  /** Runs `run` once, `ms` milliseconds from now or later. The returned function cancels it, any number of times. */
  after(ms: number, run: () => void): () => void;
}

/** Events of a socket. None comes before `openSocket` has returned, nor after `close`. */
export interface SocketEvents {
  /** A text message came. */
  received(text: string): void;
  /** It is over, or never came to be: 1006, 1005 or 0 where no reason came; `why`: what the runtime knows. */
  closed(code: number, why?: string): void;
}

/** An open or opening WebSocket, of which the client needs no more than this. */
export interface Socket {
  /** Does nothing once the socket is closing: `closed` follows. */
  send(text: string): void;
  /** Hangs up. May be called any number of times. */
  close(): void;
}

/** Everything outside itself that a client uses: tests put fakes in its place. */
export interface Environment {
  /** For pings, for waits, and for the server's time. */
  readonly clock: Clock;
  /** Starts to connect. Throws where the address can't be one. */
  openSocket(url: string, protocols: readonly string[], events: SocketEvents): Socket;
  /** From 0 up to, but never, 1. */
  random(): number;
  /** An error that a callback of the program threw: it is none of the client's. Never throws. */
  report(error: unknown): void;
}

/** The real world, the same in browsers and in Deno. */
export const platform: Environment = {
  clock: {
    now: () => performance.now(),
    wall: () => Date.now(),
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  },
  openSocket: (url, protocols, events) => listenTo(new WebSocket(url, [...protocols]), events),
  random: () => Math.random(),
  report: (error) => reportError(error),
};

/** The part of a WebSocket that the client uses; from here on its events are these. */
export function listenTo(socket: WebSocket, events: SocketEvents): Socket {
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") events.received(data);
  };
  let why = "";
  // browsers give a page no reason
  socket.onerror = (event) => {
    if (event instanceof ErrorEvent) why = event.message;
  };
  socket.onclose = ({ code }) => events.closed(code, why);
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close() {
      socket.onmessage = socket.onerror = socket.onclose = null;
      socket.close();
    },
  };
}
