/** What a person reads of a refusal: a sentence for this situation, by its code. Never the protocol's words. */
import { words } from "../languages/words.ts";

/** As a `ClientError`, and what is left of one on the way back to a form. */
interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly field?: string | undefined;
}

/** The largest number that is allowed, as the server's sentence has it. */
const LIMIT = /from 1 to (\d+)/;

/** The sentence; for a code that this page doesn't know, a newer server's own. */
export function sayRefusal({ code, message, field }: Refusal): string {
  const { refused, refusedFields, refusedOther } = words();
  if (code === "bad_field" || code === "bad_request") {
    const limit = LIMIT.exec(message)?.[1];
    if (field === "capacity" || field === "max_room_capacity") {
      return refusedOther.seats(Number(limit ?? 100));
    }
    return own(refusedFields, (field ?? "").replace(/^.*\./, "")) ?? refusedOther.message;
  }
  return own(refused, code) ?? message;
}

function own(texts: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(texts, key) ? texts[key] : undefined;
}
