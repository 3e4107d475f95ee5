/**
 * What the client needs from its platform: a clock, sockets and random numbers, behind interfaces that are small enough
 * to fake. Only this module uses the platform.
 */

/** Two clocks and a timer. */
export interface Clock {
  /** Milliseconds on a monotonic clock, for durations. It may stand still while the machine sleeps. */
  now(): number;
  /** Milliseconds since 1970. It may leap, because machines sleep and people set clocks. */
  wall(): number;
  /** Runs `run` once, after at least `ms` milliseconds. The returned function cancels it, and is idempotent. */
  after(ms: number, run: () => void): () => void;
}

/** Events of a socket. None is called before `openSocket` has returned, or after `close`. */
export interface SocketEvents {
  /** A text message came. */
  received(text: string): void;
  /**
   * It is closed, or could not be opened. `code`: 1006, 1005 or 0 without a close frame; `why`: the runtime's error;
   * `reason`: that in the close frame.
   */
  closed(code: number, why?: string, reason?: string): void;
}

/** An open or opening WebSocket. */
export interface Socket {
  /** Does nothing once the socket is closing: `closed` follows. */
  send(text: string): void;
  /** Closes it. Idempotent. */
  close(): void;
}

/** Everything that a client uses of its platform; tests inject fakes. */
export interface Environment {
  /** For pings, for waits, and for the server's time. */
  readonly clock: Clock;
  /** Starts to connect. Throws if the address is invalid. */
  openSocket(url: string, protocols: readonly string[], events: SocketEvents): Socket;
  /** A random number from 0 to less than 1. */
  random(): number;
  /** Reports an error that a callback of the program has thrown. Never throws. */
  report(error: unknown): void;
}

/** The real platform: browsers and Deno. */
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

/** Wraps a WebSocket, whose events are passed on from here on. */
export function listenTo(socket: WebSocket, events: SocketEvents): Socket {
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") events.received(data);
  };
  let why = "";
  // browsers give a page no reason
  socket.onerror = (event) => {
    if (event instanceof ErrorEvent) why = event.message;
  };
  socket.onclose = ({ code, reason }) => events.closed(code, why, reason);
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
