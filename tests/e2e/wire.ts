/**
 * WebSocket frames as bytes (RFC 6455, section 5), in both directions and without extensions. Pure:
 * no socket, no timer. It reads strictly, so that a peer's mistake fails a test, and writes whatever a
 * test asks for, mistakes included.
 */

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** One whole message or control frame; `end` is the end of the stream. */
export type Frame =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "binary" | "ping" | "pong"; readonly data: Uint8Array }
  | { readonly kind: "close"; readonly code: number; readonly reason: string }
  | { readonly kind: "end" };

/** The code that stands for a close frame without one; it never travels. */
const NO_CLOSE_CODE = 1005;

interface FrameOptions {
  /** Whether it is the message's last fragment (default: yes). */
  readonly fin?: boolean;
  /** Clients must mask (the default), servers must not. */
  readonly mask?: boolean;
}

/** The bytes of one frame; `opcode` and payload are not checked. */
export function encodeFrame(
  opcode: number,
  payload: Uint8Array,
  { fin = true, mask = true }: FrameOptions = {},
): Uint8Array {
  const length = payload.length;
  const lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const start = 2 + lengthBytes + (mask ? 4 : 0);
  const bytes = new Uint8Array(start + length);
  const view = new DataView(bytes.buffer);
  bytes[0] = (fin ? 0x80 : 0) | opcode;
  bytes[1] = (mask ? 0x80 : 0) | (lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127);
  if (lengthBytes === 2) view.setUint16(2, length);
  if (lengthBytes === 8) view.setBigUint64(2, BigInt(length));
  bytes.set(payload, start);
  if (mask) {
    const key = crypto.getRandomValues(new Uint8Array(4));
    bytes.set(key, start - 4);
    applyMask(bytes.subarray(start), key);
  }
  return bytes;
}

/** The payload of a close frame. */
export function closePayload(code: number, reason: string): Uint8Array {
  if (code === NO_CLOSE_CODE) return new Uint8Array();
  const text = new TextEncoder().encode(reason);
  const payload = new Uint8Array(2 + text.length);
  new DataView(payload.buffer).setUint16(0, code);
  payload.set(text, 2);
  return payload;
}

/** Takes bytes as they arrive and gives whole messages and control frames, in order. */
export class FrameReader {
  readonly #peerMasks: boolean;
  #bytes = new Uint8Array();
  #fragments: { opcode: number; parts: Uint8Array[] } | undefined;

  /** `peerMasks`: whether the bytes come from a client. */
  constructor(peerMasks = false) {
    this.#peerMasks = peerMasks;
  }

  push(bytes: Uint8Array): void {
    this.#bytes = concat([this.#bytes, bytes]);
  }

  /** The next whole message or control frame, if it is there. Throws where the peer broke the protocol. */
  take(): Frame | undefined {
    for (;;) {
      const raw = this.#takeRaw();
      if (raw === undefined) return undefined;
      const frame = raw.opcode >= OPCODE.close ? control(raw) : this.#assemble(raw);
      if (frame !== undefined) return frame;
    }
  }

  #takeRaw(): RawFrame | undefined {
    const bytes = this.#bytes;
    const [first, second] = bytes;
    if (first === undefined || second === undefined) return undefined;
    require((first & 0x70) === 0, "a reserved bit is set, but no extension was agreed on");
    require((second & 0x80) !== 0 === this.#peerMasks, "clients mask and servers do not");
    const short = second & 0x7f;
    let start = short === 126 ? 4 : short === 127 ? 10 : 2;
    const keyAt = start;
    if (this.#peerMasks) start += 4;
    if (bytes.length < start) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const length = short === 126
      ? view.getUint16(2)
      : short === 127
      ? Number(view.getBigUint64(2))
      : short;
    if (bytes.length < start + length) return undefined;
    const payload = bytes.slice(start, start + length);
    if (this.#peerMasks) applyMask(payload, bytes.subarray(keyAt, start));
    this.#bytes = bytes.subarray(start + length);
    return { fin: (first & 0x80) !== 0, opcode: first & 0x0f, payload };
  }

  #assemble({ fin, opcode, payload }: RawFrame): Frame | undefined {
    if (opcode === OPCODE.continuation) {
      require(this.#fragments !== undefined, "a continuation of nothing");
    } else {
      require(opcode === OPCODE.text || opcode === OPCODE.binary, `unknown opcode ${opcode}`);
      require(this.#fragments === undefined, "a message inside a message");
      this.#fragments = { opcode, parts: [] };
    }
    this.#fragments.parts.push(payload);
    if (!fin) return undefined;
    const { opcode: kind, parts } = this.#fragments;
    this.#fragments = undefined;
    const data = concat(parts);
    return kind === OPCODE.text ? { kind: "text", text: utf8(data) } : { kind: "binary", data };
  }
}

interface RawFrame {
  readonly fin: boolean;
  readonly opcode: number;
  readonly payload: Uint8Array;
}

function control({ fin, opcode, payload }: RawFrame): Frame {
  require(fin && payload.length <= 125, "a control frame is one fragment of at most 125 bytes");
  if (opcode === OPCODE.ping) return { kind: "ping", data: payload };
  if (opcode === OPCODE.pong) return { kind: "pong", data: payload };
  require(opcode === OPCODE.close, `unknown opcode ${opcode}`);
  if (payload.length === 0) return { kind: "close", code: NO_CLOSE_CODE, reason: "" };
  require(payload.length >= 2, "half a close code");
  const code = new DataView(payload.buffer, payload.byteOffset).getUint16(0);
  return { kind: "close", code, reason: utf8(payload.subarray(2)) };
}

function require(condition: boolean, rule: string): asserts condition {
  if (!condition) throw new Error(`the peer broke the WebSocket protocol: ${rule}`);
}

function utf8(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

function applyMask(bytes: Uint8Array, key: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) bytes[i] = (bytes[i] ?? 0) ^ (key[i & 3] ?? 0);
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
