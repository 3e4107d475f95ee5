/** What a connection needs of a WebSocket. */
export interface Socket {
  readonly readyState: number;
  readonly bufferedAmount: number;
  /** Does nothing if it is no longer open: then nobody is there to read it. Throws before it is. */
  send(text: string): void;
  close(code: number, reason: string): void;
  addEventListener(type: string, listener: EventListenerObject): void;
  removeEventListener(type: string, listener: EventListenerObject): void;
}

/** Closes, also before it is open, unless somebody has closed it. */
export function closeOnce(socket: Socket, code: number, reason: string): void {
  if (socket.readyState <= WebSocket.OPEN) socket.close(code, reason);
}
