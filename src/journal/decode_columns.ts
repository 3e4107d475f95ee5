/**
 * Decodes what a journal reads back from a disk, where it may have been damaged: each value by its schema. A value that
 * does not fit throws an error that names where it is. Pure.
 */
import * as v from "valibot";
import { decode } from "../protocol/fields.ts";

/** What was read is not what was written. */
export class Damaged extends Error {
  override name = "Damaged";
}

/** Decodes a value; throws `Damaged` if it does not fit the schema. `where` names it. */
export function read<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  where: string,
): v.InferOutput<Schema> {
  const decoded = decode(schema, value);
  if (decoded.ok) return decoded.value;
  const { path, rule } = decoded.error;
  const dot = path === "" || path.startsWith("[") ? "" : ".";
  throw new Damaged(`${where}${dot}${path} ${rule}`);
}

/** Decodes a JSON text. */
export function readJson<Schema extends v.GenericSchema>(
  schema: Schema,
  json: unknown,
  where: string,
): v.InferOutput<Schema> {
  const written = read(text, json, where);
  let value: unknown;
  try {
    value = JSON.parse(written);
  } catch {
    throw new Damaged(`${where} is no JSON`);
  }
  return read(schema, value, where);
}

/** Any text. */
export const text = v.string("is no text");

/** Any number: the mean of a summary may be 6.5. */
export const number = v.pipe(v.number("is no number"), v.finite("is no number"));

/** A count, a version or a time. */
export const integer = v.pipe(
  v.number("is no whole number"),
  v.safeInteger("is no whole number"),
  v.minValue(0, "is no whole number"),
);

/** True or false. */
export const boolean = v.boolean("is neither true nor false");

/** One of these words. */
export function oneOf<const Words extends readonly string[]>(...words: Words) {
  return v.picklist(words, `is none of ${words.join(", ")}`);
}

/** A list of such items. */
export function listOf<Item extends v.GenericSchema>(item: Item) {
  return v.array(item, "is no list");
}
