/**
 * The building blocks of the schemas of wire and journal. A schema's message is the rule that a value broke, to be put
 * after the field's name.
 */
import * as v from "valibot";
import type { Result } from "../base/result.ts";
import { isRecord } from "./is_record.ts";
import { ownProperty } from "./own_property.ts";
import { type Checked, isOverlong, isWithin, lengthRule, sanitize } from "./text.ts";

/**
 * An object with these fields. Only own keys count, and unknown fields are dropped. A value that is no object counts as
 * an empty one, so its error is the first required field.
 */
export function fields<const Entries extends v.ObjectEntries>(
  entries: Entries,
): v.ObjectSchema<Entries, undefined> {
  const schema = v.object(entries);
  const rows = Object.entries(entries).map(([name, field]) => ({
    name,
    isNeeded: field.type !== "exact_optional",
    instead: v.getDefault(field),
    field,
  }));
  return {
    ...schema,
    "~run": ({ value }, config) => {
      const output: Record<string, unknown> = {};
      for (const { name, isNeeded, instead, field } of rows) {
        const given = ownProperty(value, name);
        if (given === undefined && !isNeeded) {
          if (instead !== undefined) output[name] = instead;
          continue;
        }
        const dataset = field["~run"]({ value: given }, config);
        // not by valibot's own run of the object: it would check all fields once more, and long texts take their time
        if (dataset.issues !== undefined) return wrongField(name, given, dataset.issues);
        output[name] = dataset.value;
      }
      // each field has been decoded by its schema
      return { typed: true, value: output as v.InferOutput<v.ObjectSchema<Entries, undefined>> };
    },
  };
}

type Issues = [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]];

/** What is wrong with an object: the problem of this field. */
function wrongField(
  key: string,
  value: unknown,
  [first]: Issues,
): v.FailureDataset<v.BaseIssue<unknown>> {
  const at: v.IssuePathItem = { type: "unknown", origin: "value", input: undefined, key, value };
  return {
    typed: false,
    value: undefined,
    issues: [{ ...first, path: [at, ...first.path ?? []] }],
  };
}

/** The same for a value within another, which must be an object even if it needs no field. */
export function object<const Entries extends v.ObjectEntries>(
  entries: Entries,
): v.ObjectSchema<Entries, "must be an object"> {
  const schema = v.object(entries, "must be an object");
  const { "~run": run } = fields(entries);
  return {
    ...schema,
    "~run": (dataset, config) =>
      isRecord(dataset.value) ? run(dataset, config) : schema["~run"]({ value: null }, config),
  };
}

/** A text that somebody typed, sanitised, with `min` to `max` characters left [W5]. `type`: as it comes. */
export function typedText(min: number, max: number, type: v.StringSchema<string> = string) {
  const bounds = { min, max };
  const schema = v.pipe(
    type,
    v.metadata({ minLength: min, maxLength: max }),
    v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
      if (!isOverlong(value, max)) return sanitize(value);
      addIssue({ message: lengthRule(value, bounds) });
      return NEVER;
    }),
    v.check((text) => isWithin(text, bounds), ({ input }) => lengthRule(input, bounds)),
  );
  return withShortcut(schema, (given) => {
    const text = typeof given === "string" && !isOverlong(given, max) ? sanitize(given) : null;
    return text !== null && isWithin(text, bounds) ? text : undefined;
  });
}

/** A text that somebody typed, as `check` returns it. `min`, `max`: its length, in characters; `type`: as it comes. */
export function checkedText(
  check: (text: string) => Checked,
  { min = 0, max, type = string }: {
    readonly min?: number;
    readonly max: number;
    readonly type?: v.StringSchema<string>;
  },
) {
  return v.pipe(
    type,
    v.metadata({ minLength: min, maxLength: max }),
    v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
      const checked = check(value);
      if (checked.ok) return checked.value;
      addIssue({ message: checked.error });
      return NEVER;
    }),
  );
}

/** A text that is taken as it is, of at most `max` characters (code points). */
export function plainText(max: number) {
  const rule = `must be a string of at most ${max} characters`;
  const bounds = { min: 0, max };
  const schema = v.pipe(
    v.string(rule),
    v.metadata({ maxLength: max }),
    v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
      if (isWithin(value, bounds)) return value;
      addIssue({ message: rule });
      return NEVER;
    }),
  );
  return withShortcut(
    schema,
    (given) => typeof given === "string" && isWithin(given, bounds) ? given : undefined,
  );
}

/** A shortcut for valid values around valibot's pipe, which takes four times as long. */
function withShortcut<Schema extends v.GenericSchema>(
  schema: Schema,
  shortcut: (value: unknown) => v.InferOutput<Schema> | undefined,
) {
  const run = (dataset: v.UnknownDataset, config: v.Config<v.BaseIssue<unknown>>) => {
    const value = shortcut(dataset.value);
    return value === undefined ? schema["~run"](dataset, config) : { typed: true as const, value };
  };
  return { ...schema, "~run": run };
}

/** A text that is taken as it is, such as an id, which the room knows or not. */
export const string = v.string("must be a string");

/** The text of a field that may also be null. */
export const stringOrNull = v.string("must be a string or null");

/** True or false. */
export const boolean = v.boolean("must be true or false");

/** An integer within bounds. `range`: the bounds in the error message, if another rule limits the value earlier. */
export function integer(min: number, max: number, range = `${min} to ${max}`) {
  const rule = `must be a whole number from ${range}`;
  const schema = v.pipe(
    v.number(rule),
    v.integer(rule),
    v.minValue(min, rule),
    v.maxValue(max, rule),
  );
  return withShortcut(
    schema,
    (given) => isWhole(given) && given >= min && given <= max ? given : undefined,
  );
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
}

/** One of these words, exactly as written. */
export function oneOf<const Words extends readonly [string, ...string[]]>(...words: Words) {
  return v.picklist(words, `must be ${words.join(" or ")}`);
}

/** A list of at most `max` items; a longer one is not examined. `of` names the items in the error message. */
export function listOf<Item extends v.GenericSchema>(item: Item, max: number, of: string) {
  const rule = `must be a list of at most ${max} ${of}`;
  const schema = v.pipe(v.array(item, rule), v.maxLength(max, rule));
  return {
    ...schema,
    "~run": ({ value }: { readonly value: unknown }, config: v.Config<v.BaseIssue<unknown>>) => {
      const isTooLong = Array.isArray(value) && value.length > max;
      return schema["~run"]({ value: isTooLong ? null : value }, config);
    },
  };
}

/** Where the first error is, such as `tickets[0].title`, and the rule that was broken. */
export interface Problem {
  readonly path: string;
  readonly rule: string;
}

/** Decodes a value; reports the first error. */
export function decode<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
): Result<v.InferOutput<Schema>, Problem> {
  const dataset = schema["~run"]({ value }, FIRST_ONLY);
  if (dataset.issues === undefined) {
    return { ok: true, value: dataset.value };
  }
  const [{ path = [], message }] = dataset.issues;
  return {
    ok: false,
    error: { path: path.map(step).join("").replace(/^\./, ""), rule: message },
  };
}

const FIRST_ONLY = { abortEarly: true } as const;

function step({ key }: { readonly key?: unknown }): string {
  return typeof key === "number" ? `[${key}]` : `.${key}`;
}
