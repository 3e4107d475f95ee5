/**
 * SHA-256, and a comparison that shows nobody how much was right. Node's module for both is loaded at their first
 * use: that takes 20 ms, which the start of a server has no need of.
 */
type NodeCrypto = typeof import("node:crypto");

/** The SHA-256 of a text, in hexadecimal. */
export function sha256(text: string): string {
  return nodeCrypto().hash("sha256", text);
}

/** Whether both have the same bytes. How long that takes depends on their length alone; it throws if that differs. */
export function timingSafeEqual(one: Uint8Array, other: Uint8Array): boolean {
  return nodeCrypto().timingSafeEqual(one, other);
}

/** Begins nothing, but has loaded what the first hash needs. */
export function loadHashing(): void {
  nodeCrypto();
}

function nodeCrypto(): NodeCrypto {
  return globalThis.process.getBuiltinModule("node:crypto");
}
