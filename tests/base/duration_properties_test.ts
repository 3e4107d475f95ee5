// Durations and numbers as people write them, at each limit and past it.
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { DURATION_MS_MAX, formatDuration, parseDuration } from "../../src/base/duration.ts";
import { duration, integer, limit, LIMIT_MAX } from "../../src/cli/values.ts";
import { assertClearLine, hostileText } from "./hostile_text.ts";

const RUNS = 1_000;
const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Lengths of time in milliseconds, round ones often. */
const ms = fc.oneof(
  fc.integer({ min: 0, max: DURATION_MS_MAX }),
  fc.tuple(fc.constantFrom(...Object.values(UNIT_MS)), fc.nat(1_000)).map(([unit, n]) => unit * n),
);

Deno.test("a duration that is formatted is read back exactly, and has no shorter form", () => {
  fc.assert(
    fc.property(ms, (ms) => {
      const text = formatDuration(ms);
      assertEquals(parseDuration(text), ms);
      for (const [unit, length] of Object.entries(UNIT_MS)) {
        const exact = `${ms / length}${unit}`;
        assert(ms % length !== 0 || ms === 0 || exact.length >= text.length, `${text}, ${exact}`);
      }
    }),
    { numRuns: RUNS },
  );
});

Deno.test("any text is a duration with a unit, or none", () => {
  const close = fc.string({ unit: fc.constantFrom(..."0123456789smhd.-+ eE٣\n"), maxLength: 8 });
  fc.assert(
    fc.property(fc.oneof(hostileText(), close), (text) => {
      const read = parseDuration(text);
      const match = /^(?<count>[0-9]{1,12})(?<unit>ms|s|m|h|d)$/.exec(text);
      if (match?.groups === undefined) return assertEquals(read, null);
      const { count = "", unit = "" } = match.groups;
      const length = Object.entries(UNIT_MS).find(([name]) => name === unit)?.[1] ?? NaN;
      assertEquals(read, Number(count) * length);
    }),
    { numRuns: RUNS },
  );
});

Deno.test("a setting's duration is taken from its least to 24 days, and no further", () => {
  const near = fc.tuple(fc.constantFrom(0, 1_000, DURATION_MS_MAX), fc.integer({ min: -2, max: 2 }))
    .map(([bound, off]) => Math.max(0, bound + off));
  fc.assert(
    fc.property(fc.constantFrom(0, 1_000), fc.oneof(near, ms), (min, ms) => {
      const reading = duration(min).read(`${ms}ms`);
      if (ms >= min && ms <= DURATION_MS_MAX) return assertEquals(reading, { ok: true, value: ms });
      assert(!reading.ok);
      assertEquals(reading.error, ms < min ? `at least ${formatDuration(min)}` : "at most 24d");
    }),
    { numRuns: RUNS },
  );
});

Deno.test("a whole number is taken from its least to its greatest, and no further", () => {
  const range = fc.tuple(fc.nat(LIMIT_MAX), fc.nat(LIMIT_MAX))
    .map((ends) => [Math.min(...ends), Math.max(...ends)] as const);
  const number = range.chain(([min, max]) =>
    fc.tuple(
      fc.constantFrom(min),
      fc.constantFrom(max),
      fc.oneof(
        fc.constantFrom(min - 1, min, min + 1, max - 1, max, max + 1).map(BigInt),
        fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
      ),
    )
  );
  fc.assert(
    fc.property(number, ([min, max, value]) => {
      const reading = integer(min, max).read(String(value));
      const isAllowed = value >= BigInt(min) && value <= BigInt(max);
      const rule = `a whole number from ${min} to ${max}`;
      assertEquals(
        reading,
        isAllowed ? { ok: true, value: Number(value) } : { ok: false, error: rule },
      );
    }),
    { numRuns: RUNS },
  );
});

Deno.test("any text is a limit, or refused with what a limit is", () => {
  const close = fc.string({ unit: fc.constantFrom(..."0123456789.-+eExn_,٣ "), maxLength: 16 });
  fc.assert(
    fc.property(fc.oneof(hostileText(), close), (text) => {
      const reading = limit().read(text);
      if (!reading.ok) return assertClearLine(reading.error, 60);
      assert(/^[0-9]+$/.test(text) && BigInt(text) === BigInt(reading.value));
      assert(reading.value >= 0 && reading.value <= LIMIT_MAX);
    }),
    { numRuns: RUNS },
  );
});
