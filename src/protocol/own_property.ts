/** A field of parsed JSON, of the object's own keys only: a key of the prototype is none of the sender's. */
export function ownProperty(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined;
}
