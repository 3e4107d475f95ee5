// What the wire's schemas are made of: a shortcut finds what the schema it stands for would find [P2.5, W6].
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import * as v from "valibot";
import {
  checkedText,
  decode,
  fields,
  integer,
  listOf,
  object,
  plainText,
  typedText,
} from "../../src/protocol/fields.ts";
import { COMMANDS } from "../../src/protocol/v2_commands.ts";

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("", " ", "\u001b[31mred", "🚀🚀🚀", "x".repeat(300)),
  fc.jsonValue({ maxDepth: 1 }),
  fc.constant(undefined),
);

function agree(schema: v.GenericSchema, plain: v.GenericSchema, value: unknown): void {
  const plainly = v.safeParse(plain, value, { abortEarly: true });
  const decoded = decode(schema, value);
  const rule = decoded.ok ? null : decoded.error.rule;
  assertEquals([decoded.ok, rule], [
    plainly.success,
    plainly.issues?.[0].message ?? null,
  ]);
  if (decoded.ok) assertEquals(decoded.value, plainly.output);
}

Deno.test("a text's shortcut decides as valibot's pipe does", () => {
  type Steps = readonly [
    v.StringSchema<string>,
    ...v.PipeItem<string, string, v.BaseIssue<unknown>>[],
  ];
  const pipeOf = ({ pipe: [first, ...rest] }: { readonly pipe: Steps }) => v.pipe(first, ...rest);
  const id = plainText(5);
  const schemas = [typedText(0, 3), typedText(1, 64)].map((typed) =>
    [typed, pipeOf(typed)] as const
  );
  for (const [schema, plain] of [...schemas, [id, pipeOf(id)] as const]) {
    fc.assert(
      fc.property(text, (value) => agree(schema, plain, value)),
      { seed: 1, numRuns: 1_000 },
    );
  }
});

Deno.test("[P2.5] the fields of a command are decoded as valibot's object decodes them", () => {
  for (
    const { data } of Object.values<{ data: v.ObjectSchema<v.ObjectEntries, undefined> }>(COMMANDS)
  ) {
    const plain = v.object(data.entries);
    const needed = Object.keys(data.entries).filter((name) =>
      data.entries[name]?.type !== "exact_optional"
    );
    const given = fc.dictionary(fc.constantFrom("x", ...Object.keys(data.entries)), text)
      // valibot has words of its own for a field that is missing
      .filter((one) => needed.every((name) => one[name] !== undefined));
    fc.assert(
      fc.property(given, (one) => agree(data, plain, JSON.parse(JSON.stringify(one)))),
      { seed: 1, numRuns: 100 },
    );
  }
});

Deno.test("the first thing that is wrong is named by its path", () => {
  const schema = fields({
    name: typedText(1, 3),
    list: v.array(fields({ n: integer(0, 1) })),
    inner: fields({ deep: fields({ n: integer(0, 1) }) }),
  });
  const right = { name: "a", list: [{ n: 0 }], inner: { deep: { n: 1 } } };
  const table: [unknown, string | null][] = [
    [right, null],
    [{ ...right, more: 1 }, null],
    [null, "name"],
    [{ ...right, name: 5 }, "name"],
    [{ ...right, list: [{ n: 0 }, { n: 2 }] }, "list[1].n"],
    [{ ...right, list: [[]] }, "list[0].n"],
    [{ ...right, inner: {} }, "inner.deep.n"],
    [{ name: "a", list: [] }, "inner.deep.n"],
  ];
  for (const [value, path] of table) {
    const decoded = decode(schema, value);
    assertEquals(decoded.ok ? null : decoded.error.path, path);
  }
  assertEquals(decode(schema, { ...right, more: 1 }), { ok: true, value: right });
});

Deno.test("[W6] a field that is wrong is checked once, however deep it is", () => {
  let checks = 0;
  const deep = checkedText(() => {
    checks++;
    return { ok: false, error: "can't be that" };
  }, { max: 5 });
  const schema = fields({
    tickets: listOf(
      fields({ before: v.string(), about: object({ deep }), after: v.string() }),
      5,
      "tickets",
    ),
  });
  const ticket = { before: "x", about: { deep: "y" }, after: 7 };
  const decoded = decode(schema, { tickets: [ticket] });
  assertEquals(decoded, {
    ok: false,
    error: { path: "tickets[0].about.deep", rule: "can't be that" },
  });
  assertEquals(checks, 1);
});
