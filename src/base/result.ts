/** The result of something that can fail in a way that its caller handles. Bugs throw instead. */

/** A value, or what went wrong. */
export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };
