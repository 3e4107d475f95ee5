/**
 * SHA-256, and comparison in constant time. Node's module for both is loaded at the first use: that takes 20 ms.
 */
type NodeCrypto = typeof import("node:crypto");

/** The SHA-256 of a text, in hexadecimal. */
export function sha256(text: string): string {
  return nodeCrypto().hash("sha256", text);
}

/** Whether both have the same bytes, in a time that depends only on their length. Throws if their lengths differ. */
export function timingSafeEqual(one: Uint8Array, other: Uint8Array): boolean {
  return nodeCrypto().timingSafeEqual(one, other);
}

/** Loads the module that the first hash needs, ahead of time. */
export function loadHashing(): void {
  nodeCrypto();
}

function nodeCrypto(): NodeCrypto {
  return globalThis.process.getBuiltinModule("node:crypto");
}
