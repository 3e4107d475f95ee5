/**
 * A copy of plain data, as what goes to another thread or a disk is: far sooner done than `structuredClone`, which is
 * left what is rare. A function in it, or anything else that is no data, throws.
 */
export function plainCopy<Data>(data: Data): Data;
export function plainCopy(data: unknown): unknown {
  if (typeof data !== "object" || data === null) {
    if (typeof data === "function" || typeof data === "symbol") {
      throw new TypeError(`${String(data)} is no data`);
    }
    return data;
  }
  if (Array.isArray(data)) return data.map(plainCopy);
  if (data instanceof Map) {
    return new Map([...data].map(([key, value]) => [plainCopy(key), plainCopy(value)]));
  }
  if (Object.getPrototypeOf(data) !== Object.prototype) return structuredClone(data);
  const copy: Record<string, unknown> = {};
  for (const field of Object.keys(data)) {
    copy[field] = plainCopy((data as Record<string, unknown>)[field]);
  }
  return copy;
}
