// Command lines and environments: settings, or one line that names what is wrong; nothing throws.
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type CommandLine, parseCommandLine } from "../../src/cli/command_line.ts";
import type { Config } from "../../src/cli/flags.ts";
import { variables } from "../../src/cli/flag.ts";
import { FLAGS } from "../../src/cli/flags.ts";
import { assertClearLine, hostileText } from "../base/hostile_text.ts";
import { GOOD } from "./random_settings.ts";

const RUNS = 1_000;
/** A name, a rule, and sixty characters of a value, each of which may be shown as two \uXXXX. */
const LINE_MAX = 100 + 60 * 12;

const key = fc.constantFrom(...Object.keys(GOOD).filter((key): key is keyof Config => key in GOOD));
const ENTRIES = Object.values(FLAGS);
const flagName = fc.constantFrom(...ENTRIES.map(({ name }) => name), "help", "version", "h", "V");
const variable = fc.constantFrom(...ENTRIES.flatMap(variables), "PATH", "ESTIMATEX_", "__proto__");

const none = () => undefined;

/** Fails unless what comes of a command line can be acted on: settings within their rules, or a clear line. */
function assertSensible(line: CommandLine): void {
  if (line.kind === "error") return assertClearLine(line.message, LINE_MAX);
  if (line.kind !== "run") return;
  assertEquals(Object.keys(line.config).sort(), Object.keys(FLAGS).sort());
  for (const [key, value] of Object.entries(line.config)) {
    assert(value !== undefined && !Number.isNaN(value), key);
  }
}

/** One argument: a flag in one of its forms, a part of one, a trap, or noise. */
const argument = fc.oneof(
  flagName.map((name) => `--${name}`),
  fc.tuple(flagName, hostileText(8)).map(([name, value]) => `--${name}=${value}`),
  fc.tuple(flagName, fc.constantFrom("1", "8080", "true", "json", "30s"))
    .map(([name, value]) => `--${name}=${value}`),
  fc.tuple(flagName, hostileText(4)).map(([name, rest]) => `--${name}.${rest}`),
  fc.tuple(fc.constantFrom("-", "--", "--no-", "--=", "-h", "-V", "--_"), hostileText(8))
    .map(([dashes, rest]) => dashes + rest),
  fc.constantFrom("--__proto__", "--constructor.prototype.x", "--port.__proto__=1", "--_", "--_=x"),
  fc.constantFrom("1", "8080", "-1", "-.5", "true", "json", "30s", "", " "),
  hostileText(8),
);

/** An environment of some variables, ours among them. */
const environment = fc.array(fc.tuple(variable, fc.oneof(hostileText(8), fc.constant("1"))))
  .map((pairs) => new Map(pairs));

Deno.test("no command line and no environment makes reading them throw or ends in more than a line", () => {
  fc.assert(
    fc.property(fc.array(argument), environment, fc.double(), (args, env, cores) => {
      assertSensible(parseCommandLine(args, (name) => env.get(name), cores));
      for (const key in {}) assert(false, `Object.prototype has got ${key}`);
    }),
    { numRuns: RUNS, examples: [[["--_"], new Map(), 1], [["--_=x", "x"], new Map(), 1]] },
  );
});

/** Settings that can't be given alone, and what each takes. */
const NEEDS = new Map(
  Object.entries(FLAGS).flatMap(([key, { needs }]) => {
    return needs === undefined ? [] : [[key, needs.setting] as const];
  }),
);

/** A setting's name, a text that is right for it, and what the text means. */
const good = fc.tuple(key.filter((key) => !NEEDS.has(key)), fc.record({ ...GOOD })).map((
  [key, all],
) => [key, all[key]] as const);

/** The ways to give one setting. */
function waysToGive(key: keyof Config, text: string): readonly CommandLine[] {
  const { name, placeholder } = FLAGS[key];
  const apart = placeholder === null ? [] : [parseCommandLine([`--${name}`, text], none, 1)];
  const byVariable = variables(FLAGS[key]).map((name) =>
    parseCommandLine([], (asked) => asked === name ? `  ${text}\n` : undefined, 1)
  );
  return [parseCommandLine([`--${name}=${text}`], none, 1), ...apart, ...byVariable];
}

Deno.test("a good value is taken as it is meant, by flag or variable, and nothing else is touched", () => {
  const untouched = parseCommandLine([], none, 1);
  assert(untouched.kind === "run");
  fc.assert(
    fc.property(good, ([key, { text, value }]) => {
      for (const line of waysToGive(key, text)) {
        assert(line.kind === "run", line.kind === "error" ? line.message : line.kind);
        assertEquals(line.config, { ...untouched.config, [key]: value });
        assertEquals([...line.explicit.keys()], [key]);
      }
    }),
    { numRuns: RUNS },
  );
});

Deno.test("all settings at once: a flag wins over its variable, that over the default", () => {
  const level = fc.constantFrom("flag", "variable", "both", "default");
  const all = fc.record({ ...GOOD });
  const levels = fc.array(level, { minLength: ENTRIES.length, maxLength: ENTRIES.length });
  fc.assert(
    fc.property(all, all, levels, (byFlag, byVariable, levels) => {
      const args: string[] = [];
      const env = new Map<string, string>();
      const expected: Record<string, unknown> = {};
      const flags = Object.entries(FLAGS);
      const places = new Map(flags.map(([key], at) => [key, at]));
      const pairs = {
        tls_cert: "tls_cert",
        tls_key: "tls_cert",
        webhooks: "webhooks",
        webhook_secret_file: "webhooks",
      }; // both or none of them
      const needed = { ...Object.fromEntries(NEEDS), ...pairs };
      for (const [at, [key, flag]] of flags.entries()) {
        const [chosen, other] = [Reflect.get(byFlag, key), Reflect.get(byVariable, key)];
        const level = levels[places.get(Reflect.get(needed, key)) ?? at]; // with what it needs, or not at all
        if (level === "flag" || level === "both") args.push(`--${flag.name}=${chosen.text}`);
        if (level === "variable" || level === "both") env.set(variables(flag)[0] ?? "", other.text);
        const value = level === "variable" ? other.value : chosen.value;
        expected[key] = level === "default" ? flag.fallback(3) : value;
      }
      fc.pre(expected["port"] !== expected["admin_port"]);
      const proxied = expected["auth_header"] !== null || `${expected["proxy_addresses"]}` !== "";
      fc.pre(!proxied || expected["trust_proxy"] === true);
      fc.pre(expected["data"] === null || expected["cluster"] === null);
      const line = parseCommandLine(args, (name) => env.get(name), 3);
      assert(line.kind === "run", line.kind === "error" ? line.message : line.kind);
      assertEquals<unknown>(line.config, expected);
    }),
    { numRuns: RUNS / 5 },
  );
});

Deno.test("a bad value is one line that names the flag or variable, and the rule", () => {
  const close = fc.constantFrom("-1", "1.5", "1e3", "99999999", "0x1", "yes", "1 s", "30", "25d");
  fc.assert(
    fc.property(key, fc.oneof(hostileText(), close), (key, text) => {
      const { name, reader } = FLAGS[key];
      const reading = reader.read(text.trim());
      if ("value" in reading || text.trim() === "") return;
      const problem = (line: CommandLine) => {
        assert(line.kind === "error", `--${name}=${text} was taken`);
        assertClearLine(line.message, LINE_MAX);
        return line.message;
      };
      const byFlag = problem(parseCommandLine([`--${name}=${text}`], none, 1));
      assert(byFlag.startsWith(`--${name} must be ${reading.error}, got "`), byFlag);
      for (const variable of variables(FLAGS[key])) {
        const env = (asked: string) => asked === variable ? text : undefined;
        const byVariable = problem(parseCommandLine([], env, 1));
        assert(byVariable.startsWith(`${variable} must be ${reading.error}, got "`), byVariable);
      }
    }),
    { numRuns: RUNS },
  );
});

Deno.test("an unknown flag is named, and not longer than a line", () => {
  fc.assert(
    fc.property(hostileText(60), (text) => {
      const line = parseCommandLine([`--x${text}`], none, 1);
      assert(line.kind === "error");
      assertClearLine(line.message, LINE_MAX);
      assert(line.message.startsWith("unknown flag --x"), line.message);
    }),
    { numRuns: RUNS },
  );
});
