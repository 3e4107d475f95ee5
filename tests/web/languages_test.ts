// What the page says, and in which language. The texts themselves are the files' of src/web/languages.
import { assertEquals } from "@std/assert";
import { grammar, mixed } from "../../src/web/languages/grammar.ts";
import { en } from "../../src/web/languages/en.ts";
import { languageFor, LANGUAGES } from "../../src/web/languages/languages.ts";
import { isolated } from "../../src/web/pure/isolated.ts";
import { speak, type Words, words } from "../../src/web/languages/words.ts";

Deno.test("each language has its own kinds of number", () => {
  const english = grammar<"one">("en");
  const votes = (count: number) => english.plural(count, { one: "a vote", other: "votes" });
  assertEquals([0, 1, 2, 5].map(votes), ["votes", "a vote", "votes", "votes"]);

  const polish = grammar<"one" | "few" | "many">("pl");
  const cards = (count: number) =>
    polish.plural(count, { one: "karta", few: "karty", many: "kart", other: "karty" });
  assertEquals([1, 2, 5, 22, 25].map(cards), ["karta", "karty", "kart", "karty", "kart"]);
});

Deno.test("a kind of number that a language leaves out has the words of any other", () => {
  const { plural } = grammar<"one">("ar");
  assertEquals(plural(2, { one: "one", other: "many" }), "many");
});

Deno.test("numbers have the language's point, and at most two decimals", () => {
  assertEquals(grammar("en").number(2.666), "2.67");
  assertEquals(grammar("de").number(2.5), "2,5");
});

Deno.test("whole numbers up to three digits are what the browser's own table makes of them", () => {
  for (const { code } of LANGUAGES) {
    const { format } = new Intl.NumberFormat(code);
    const { number } = grammar(code);
    for (let n = 0; n < 1_000; n++) assertEquals(number(n), format(n), code);
  }
  assertEquals(grammar("de").number(1_000), "1.000");
});

Deno.test("the browser's tables are opened when a text needs them, once", () => {
  const { ListFormat, NumberFormat, PluralRules } = Intl;
  const opened: string[] = [];
  const counted = <Table extends new (...how: never[]) => object>(name: string, table: Table) =>
    new Proxy(table, {
      construct(...how) {
        opened.push(name);
        return Reflect.construct(...how);
      },
    });
  try {
    Object.assign(Intl, {
      ListFormat: counted("lists", ListFormat),
      NumberFormat: counted("numbers", NumberFormat),
      PluralRules: counted("rules", PluralRules),
    });
    const { list, number, plural } = grammar<"one">("en");
    assertEquals([number(60), opened], ["60", []]);
    for (const _ of [1, 2]) {
      number(0.5);
      list(["Ana", "Bob"]);
      plural(1, { one: "one", other: "more" });
    }
    assertEquals(opened, ["numbers", "lists", "rules"]);
  } finally {
    Object.assign(Intl, { ListFormat, NumberFormat, PluralRules });
  }
});

Deno.test("names in a row are joined as the language joins them", () => {
  assertEquals(grammar("en-GB").list(["Ana", "Bob", "Eve"]), "Ana, Bob and Eve");
  assertEquals(grammar("de").list(["Ana", "Bob", "Eve"]), "Ana, Bob und Eve");
  assertEquals(grammar("en-GB").list([]), "");
});

Deno.test("a sentence keeps what is more than text where its language puts it", () => {
  const code = { bold: "7K2M9QXD" };
  assertEquals(mixed`Join room ${code}`, ["Join room ", code]);
  assertEquals(mixed`${1} before ${2}`, [1, " before ", 2]);
});

Deno.test("the page says what its language of now says", () => {
  assertEquals(words().connection.tryNow, "Try now");
  const other: Words = { ...en, connection: { ...en.connection, tryNow: "Jetzt versuchen" } };
  try {
    speak(other);
    assertEquals(words().connection.tryNow, "Jetzt versuchen");
  } finally {
    speak(en);
  }
});

Deno.test("people's text is set apart in a sentence where it could move something, once", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["Ana (2)", "ltr", "Ana (2)"],
    ["\u05E9\u05E8\u05D4 (2)", "ltr", "\u2068\u05E9\u05E8\u05D4 (2)\u2069"],
    ["Bob \u0664", "ltr", "\u2068Bob \u0664\u2069"],
    ["Ana (2)", "rtl", "\u2068Ana (2)\u2069"],
    ["\u2068Ana\u2069 \u0648\u2068Bob\u2069", "rtl", "\u2068Ana\u2069 \u0648\u2068Bob\u2069"],
    ["", "rtl", ""],
  ];
  for (const [text, direction, expected] of cases) {
    assertEquals(isolated(text, direction), expected, `${text}, ${direction}`);
  }
});

Deno.test("a person reads the first language of the browser's list that there is, or what was chosen", () => {
  const there = ["en", "de", "pt-BR", "zh-CN"].map((code) => ({ code }));
  const cases: readonly (readonly [string | null, readonly string[], string])[] = [
    [null, ["de-AT", "en"], "de"],
    [null, ["fr-CA", "pt-PT", "en"], "pt-BR"],
    [null, ["zh-Hant-TW"], "zh-CN"],
    [null, ["fr", "it"], "en"],
    [null, [], "en"],
    ["en", ["de"], "en"],
    ["fr", ["de"], "de"], // a choice of which there is none any more
    ["pt-BR", ["de"], "pt-BR"],
  ];
  for (const [chosen, wanted, expected] of cases) {
    assertEquals(languageFor(chosen, wanted, there), expected, `${chosen}, ${wanted}`);
  }
});
