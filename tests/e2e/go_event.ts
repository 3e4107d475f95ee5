/**
 * Decodes texts exactly like the original v1 client, which uses Go's `json.Unmarshal` into structs: on that depends
 * whether it prints a text or exits [P1].
 */

/** An event as the client decodes it; `data` stays undecoded at first. */
interface GoEvent {
  readonly type: string;
  readonly data?: unknown;
}

/**
 * A text decoded into `struct { Type string; Data json.RawMessage }`; `undefined` where that fails.
 * `null` and objects without a type do decode, into the type "".
 */
export function asGoEvent(raw: string): GoEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return undefined;
  }
  if (value === null) return { type: "" };
  if (!isRecord(value)) return undefined;
  const type = value["type"] ?? "";
  if (typeof type !== "string") return undefined;
  return "data" in value ? { type, data: value["data"] } : { type };
}

/**
 * An event's data decoded into a struct of strings; `undefined` where Go fails: no data at all, no
 * object, or something else than a string where a string belongs. `null` leaves every field empty.
 */
export function goData({ data }: GoEvent): Readonly<Record<string, unknown>> | undefined {
  if (data === null) return {};
  if (!isRecord(data)) return undefined;
  const sound = ["message", "room_id", "ticket_id"].every((key) =>
    data[key] === undefined || data[key] === null || typeof data[key] === "string"
  );
  return sound ? data : undefined;
}

/** Whether it is a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
