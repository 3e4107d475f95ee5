// The npm package that carries Deno's standard library (see deno.json) ships no types. These are the
// functions in use, declared under the names JSR gives them, so that code works with either source.

declare module "@std/assert" {
  export function assert(condition: unknown, message?: string): asserts condition;
  export function equal(one: unknown, other: unknown): boolean;
  export function assertEquals<T>(actual: T, expected: T, message?: string): void;
  export function assertNotEquals<T>(actual: T, expected: T, message?: string): void;
  export function assertStrictEquals<T>(actual: unknown, expected: T, message?: string): void;
  export function assertExists<T>(actual: T, message?: string): asserts actual is NonNullable<T>;
  export function assertMatch(actual: string, expected: RegExp, message?: string): void;
  export function assertNotMatch(actual: string, expected: RegExp, message?: string): void;
  export function assertStringIncludes(actual: string, expected: string, message?: string): void;
  export function assertThrows(
    run: () => unknown,
    errorClass?: abstract new (...args: never[]) => Error,
    messageIncludes?: string,
  ): unknown;
  export function assertRejects(
    run: () => PromiseLike<unknown>,
    errorClass?: abstract new (...args: never[]) => Error,
    messageIncludes?: string,
  ): Promise<unknown>;
  export function assertLess<T>(actual: T, expected: T, message?: string): void;
  export function assertLessOrEqual<T>(actual: T, expected: T, message?: string): void;
  export function assertGreater<T>(actual: T, expected: T, message?: string): void;
  export function assertGreaterOrEqual<T>(actual: T, expected: T, message?: string): void;
  export function fail(message?: string): never;
}

declare module "@std/cli/parse-args" {
  export interface ParseOptions {
    string?: readonly string[];
    boolean?: readonly string[];
    collect?: readonly string[];
    alias?: Record<string, string | readonly string[]>;
    default?: Record<string, unknown>;
    unknown?: (arg: string, key?: string, value?: unknown) => unknown;
  }
  export function parseArgs(
    args: readonly string[],
    options?: ParseOptions,
  ): { _: (string | number)[]; [flag: string]: unknown };
}

declare module "@std/csv/parse" {
  export function parse(
    text: string,
    options: { separator?: string; lazyQuotes?: boolean },
  ): string[][];
}

declare module "@std/http/status" {
  export const STATUS_CODE: {
    readonly OK: 200;
    readonly Created: 201;
    readonly NotModified: 304;
    readonly PermanentRedirect: 308;
    readonly BadRequest: 400;
    readonly Unauthorized: 401;
    readonly Forbidden: 403;
    readonly NotFound: 404;
    readonly MethodNotAllowed: 405;
    readonly NotAcceptable: 406;
    readonly RequestTimeout: 408;
    readonly ContentTooLarge: 413;
    readonly UnsupportedMediaType: 415;
    readonly UnprocessableEntity: 422;
    readonly UpgradeRequired: 426;
    readonly TooManyRequests: 429;
    readonly InternalServerError: 500;
    readonly NotImplemented: 501;
    readonly ServiceUnavailable: 503;
  };
  export const STATUS_TEXT: Readonly<
    Record<(typeof STATUS_CODE)[keyof typeof STATUS_CODE], string>
  >;
}

declare module "@std/http/etag" {
  /** Of what the entity has in it. */
  export function eTag(entity: string): Promise<string | undefined>;
  /** false: the client has it. */
  export function ifNoneMatch(value: string | null, etag: string | undefined): boolean;
}

declare module "@std/http/negotiation" {
  /** Whichever of these types the client likes best; undefined: it likes none. */
  export function accepts(
    request: Pick<Request, "headers">,
    ...types: string[]
  ): string | undefined;
  export function acceptsEncodings(request: Request, ...encodings: string[]): string | undefined;
}

declare module "@std/ulid" {
  export function ulid(seedTime?: number): string;
}
