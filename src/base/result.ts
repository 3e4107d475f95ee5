/** What came of something that can fail in a way that its caller has an answer to. A bug throws instead. */

/** The value, or what is wrong, as the function that returns it says. */
export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };
