/** What a connection needs of a WebSocket. */
export interface Socket {
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(text: string): void;
  close(code: number, reason: string): void;
  addEventListener(type: string, listener: EventListenerObject): void;
  removeEventListener(type: string, listener: EventListenerObject): void;
}

/** Sends, unless the socket is no longer open: then nobody is there to read it. */
export function sendIfOpen(socket: Socket, text: string): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(text);
}

/** Closes, also before it is open, unless somebody has closed it. */
export function closeOnce(socket: Socket, code: number, reason: string): void {
  if (socket.readyState <= WebSocket.OPEN) socket.close(code, reason);
}
