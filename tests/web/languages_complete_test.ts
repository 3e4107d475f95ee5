// Every language says what it says in its own words, with its own plurals and digits. What a text takes is read
// from English's source, so that a new text is tried as soon as it is there.
import { assert, assertEquals } from "@std/assert";
import { en } from "../../src/web/languages/en.ts";
import { isolating } from "../../src/web/languages/isolating.ts";
import { LANGUAGES } from "../../src/web/languages/languages.ts";
import { permittedTest } from "../permitted.ts";

const FOLDER = new URL("../../src/web/languages/", import.meta.url);

/** One for each kind of number that any of the languages tells apart. */
const COUNTS = [0, 1, 2, 3, 5, 11, 100];

/** Words that several languages have in common, among them what is no more than numbers and names. */
const SHARED = new Set([
  ...["addTickets.id", "begin.ticket", "cards.fibonacci", "common.admin", "common.list"],
  ...["common.number", "common.range", "language.direction", "outcome.median", "outcome.note"],
  ...["outcome.side", "queue.link", "results.note", "results.ticket", "results.description"],
  ...["queue.description", "room.ticket", "room.votedIn", "ticket.description", "timer.minutes"],
  ...["timer.timer", "page.system", "outcome.votes"],
]);

/** `who` has the count in it already. */
const COUNTED_BY_NAMES = /^announced\.(joined|left|away|back|voted|withdrew)$/;

type Say = (...args: readonly unknown[]) => unknown;

function isSay(text: unknown): text is Say {
  return typeof text === "function";
}

/** Texts by their path, `queue.add`, in the order in which they are written. */
function textsOf(group: unknown, path = ""): readonly (readonly [string, unknown])[] {
  if (typeof group !== "object" || group === null) return [[path, group]];
  return Object.entries(group).flatMap(([name, one]) =>
    textsOf(one, path === "" ? name : `${path}.${name}`)
  );
}

/** The types of what each text takes, by its path. */
function parameters(): ReadonlyMap<string, readonly string[]> {
  // the last group stands in a file of its own
  const source = ["en.ts", "../../tickets/english.ts"].map((file) => {
    const text = Deno.readTextFileSync(new URL(file, FOLDER));
    return text.replace(/^.*?export const en/is, "").replace(/^};$.*/ms, "");
  }).join("");
  const found = [...source.matchAll(/^ +\w+: (?:<Part>)?\(([^)]*)\) =>/gm)].map(([, list = ""]) =>
    list.split(",").map((one) => one.split(":")[1]?.trim() ?? "").filter((one) => one !== "")
  );
  const paths = textsOf(en).filter(([, text]) => isSay(text)).map(([path]) => path);
  assertEquals(found.length, paths.length, "a text's parameters were not understood");
  return new Map(paths.map((path, n) => [path, found[n] ?? []]));
}

/** What a text says with this count, its other arguments being ONE, TWO and so on. */
function written(text: unknown, types: readonly string[], count: number): string {
  const names = ["ONE", "TWO", "THREE", "FOUR"];
  if (!isSay(text)) return String(text);
  const all = text(
    ...types.map((type, n) =>
      type === "number" ? count : type.endsWith("[]") ? [names[n], "MORE"] : names[n]
    ),
  );
  return Array.isArray(all) ? all.join("") : String(all);
}

for (const { code, name, load } of LANGUAGES) {
  permittedTest(`${name} has no empty text, and none left in English`, async () => {
    const types = parameters();
    const texts = textsOf(await load());
    const english = new Map(textsOf(en));
    const wrong: string[] = [];
    for (const [path, text] of texts) {
      const takes = types.get(path) ?? [];
      const here = written(text, takes, 5);
      if (here.trim() === "" || /undefined|NaN|\[object/.test(here)) wrong.push(`${path}: ${here}`);
      const isSame = here === written(english.get(path), takes, 5);
      if (code !== "en" && isSame && !SHARED.has(path)) wrong.push(`${path} is English: ${here}`);
    }
    assertEquals(wrong, []);
  });

  permittedTest(
    `${name} keeps what it is given in each text, and counts in its own way`,
    async () => {
      const types = parameters();
      const words = await load();
      const { number = en.common.number } = words.common ?? {};
      const wrong: string[] = [];
      for (const [path, text] of textsOf(words)) {
        const takes = types.get(path) ?? [];
        for (const count of COUNTS) {
          const here = written(text, takes, count);
          const lost = takes.flatMap((type, n) =>
            type === "number" || here.includes(["ONE", "TWO", "THREE", "FOUR"][n] ?? "") ? [] : [n]
          );
          if (lost.length > 0) wrong.push(`${path}: ${here} lost its argument ${lost}`);
          if (!takes.includes("number") || COUNTED_BY_NAMES.test(path)) continue;
          // none, one and two may be a word
          const isWord = count <= 2 && here !== written(text, takes, 5);
          const digits = number(count);
          if (!isWord && !here.includes(digits)) wrong.push(`${path} for ${count}: ${here}`);
        }
      }
      assertEquals(wrong, []);
    },
  );
}

for (const { name, load } of LANGUAGES) {
  permittedTest(
    `${name} isolates what people typed, or a name would jumble its sentence`,
    async () => {
      const isolate = (part: unknown) => typeof part === "object" ? "<bdi>" : part;
      const names = ["אחת", "שתיים (2)", "שלוש", "ארבע"];
      const types = parameters();
      const wrong: string[] = [];
      for (const [path, text] of textsOf(isolating(await load(), isolate))) {
        if (!isSay(text)) continue;
        const takes = types.get(path) ?? [];
        const given = takes.map((type, n) =>
          type === "number"
            ? 5
            : type === "Part"
            ? { part: n }
            : type.endsWith("[]")
            ? [names[n], "עוד"]
            : names[n]
        );
        const all = [text(...given)].flat();
        const whole = all.filter((one) => typeof one === "string").join("");
        const apart = [...whole.matchAll(/\u2068([^\u2068\u2069]*)\u2069/g)].map(([, one]) => one);
        const people = given.flat().filter((one) => typeof one === "string");
        const isWhole = people.every((one) => apart.includes(one)) &&
          !/[\u0590-\u05FF]/.test(whole.replace(/\u2068[^\u2069]*\u2069/g, ""));
        if (!isWhole) wrong.push(`${path}: ${whole}`);
        const parts = takes.filter((type) => type === "Part").length;
        if (all.filter((one) => one === "<bdi>").length !== parts) wrong.push(`${path}: ${whole}`);
      }
      assertEquals(wrong, []);
    },
  );
}

permittedTest("each language has a text for each of its kinds of number", async () => {
  // "many" is for a million and more there, which nothing here reaches
  const rare: Readonly<Record<string, readonly string[]>> = {
    es: ["many"],
    fr: ["many"],
    "pt-BR": ["many"],
  };
  for (const { code } of LANGUAGES) {
    const file = `${code.toLowerCase().replace("-", "_")}.ts`;
    const source = await Deno.readTextFile(new URL(file, FOLDER));
    const [, kinds = "", locale = ""] = /= grammar<([^>]+)>\("([^"]+)"\)/.exec(source) ?? [];
    assert(locale.startsWith(code), `${file} counts as ${locale} does`);
    const has = new Set([...kinds.matchAll(/"(\w+)"/g)].map(([, kind]) => kind));
    const needs = new Intl.PluralRules(locale).resolvedOptions().pluralCategories
      .filter((kind) => kind !== "other" && !rare[code]?.includes(kind));
    assertEquals([...has].filter((kind) => kind !== "other").toSorted(), needs.toSorted(), file);
  }
});

permittedTest("an admin link is called after the admin in each language", async () => {
  const wrong: string[] = [];
  for (const { name, load } of LANGUAGES) {
    const texts = textsOf(await load());
    // as far as grammar leaves it alone
    const stem = String(new Map(texts).get("common.admin")).toLowerCase().slice(0, 5);
    const said = texts.filter(([path]) => /^adminLink|\.admin_secret$/.test(path))
      .map(([path, text]) => [path, written(text, ["string"], 1)] as const);
    assertEquals(said.length, 4, name);
    wrong.push(...said.filter(([, text]) => !text.toLowerCase().includes(stem)).map(String));
  }
  assertEquals(wrong, []);
});
