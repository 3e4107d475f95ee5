/** The sentence that a person reads about a refusal, by its code: never the words of the protocol. */
import { words } from "../languages/words.ts";

/** The fields of a `ClientError` that are needed; a form that is shown again has them, too. */
interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly field?: string | undefined;
}

/** Finds the largest allowed number in the server's sentence. */
const LIMIT = /from 1 to (\d+)/;

/** The sentence; for a code that this page doesn't know (from a newer server), the server's own. */
export function sayRefusal({ code, message, field }: Refusal): string {
  const { refused, refusedFields, refusedOther } = words();
  if (code === "bad_field" || code === "bad_request") {
    const limit = LIMIT.exec(message)?.[1];
    const isCapacity = field === "capacity" || field === "max_room_capacity";
    if (isCapacity && limit !== undefined) return refusedOther.seats(Number(limit));
    return own(refusedFields, (field ?? "").replace(/^.*\./, "")) ?? refusedOther.message;
  }
  return own(refused, code) ?? message;
}

function own(texts: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(texts, key) ? texts[key] : undefined;
}
