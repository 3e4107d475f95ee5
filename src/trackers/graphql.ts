/** GraphQL, as GitHub and Linear use it: an answer may have both data and errors. */
import * as v from "valibot";
import { sanitize } from "../protocol/text.ts";
import { REASON_LENGTH_MAX, SAYS } from "./failure.ts";
import type { Ask } from "./http.ts";
import type { TrackerProblem, TrackerResult } from "./tracker.ts";

const ERROR_TYPE = v.fallback(v.optional(v.string()), undefined);

const ERRORS = v.fallback(
  v.optional(v.nullable(v.array(v.object({
    message: ERROR_TYPE,
    type: ERROR_TYPE,
    extensions: v.fallback(
      v.optional(
        v.object({ code: ERROR_TYPE, type: ERROR_TYPE, userPresentableMessage: ERROR_TYPE }),
      ),
      undefined,
    ),
  })))),
  null,
);

interface Operation {
  readonly path: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Sends a query and validates its data. `not_found` errors are ignored if the data is valid: for a ticket that doesn't
 * exist, an answer has an error and null.
 */
export async function askGraphql<Schema extends v.GenericSchema>(
  { path, query, variables }: Operation,
  data: Schema,
  ask: Ask,
): Promise<TrackerResult<v.InferOutput<Schema>>> {
  const schema = v.object({ data: v.optional(v.nullable(v.unknown())), errors: ERRORS });
  const answered = await ask({ method: "POST", path, body: { query, variables } }, schema);
  if (!answered.ok) return answered;
  const { value } = answered.value;
  const checked = v.safeParse(data, value.data);
  const code = codeOfErrors(value);
  if (code !== null && code !== "not_found") return failed(code, value);
  if (checked.success) return { ok: true, value: checked.output };
  return failed(code ?? (value.errors?.length ? "bad_query" : "unclear_answer"), value);
}

function failed(code: TrackerProblem["code"], body: unknown): TrackerResult<never> {
  const parsed = v.safeParse(v.object({ errors: ERRORS }), body);
  const first = parsed.success ? parsed.output.errors?.[0] : undefined;
  const given = first?.extensions?.userPresentableMessage ?? first?.message ?? "";
  const reason = code === "bad_query" ? sanitize(given.slice(0, REASON_LENGTH_MAX)) : "";
  const says = reason === "" ? SAYS[code] : `does not understand this: ${reason}`;
  return { ok: false, error: { code, message: `The tracker ${says}` } };
}

/** The code of the first known error in a body; null: there is none. */
export function codeOfErrors(body: unknown): TrackerProblem["code"] | null {
  const parsed = v.safeParse(v.object({ errors: ERRORS }), body);
  for (const { type, extensions } of parsed.success ? parsed.output.errors ?? [] : []) {
    const words = `${type ?? ""} ${extensions?.code ?? ""} ${extensions?.type ?? ""}`.toUpperCase();
    if (/RATE.?LIMITED|RATELIMITED/.test(words)) return "busy";
    if (/FORBIDDEN|AUTHENTICATION|INSUFFICIENT_SCOPES|UNAUTHENTICATED/.test(words)) {
      return "refused";
    }
    if (/NOT_FOUND|ENTITY_NOT_FOUND/.test(words)) return "not_found";
  }
  return null;
}
