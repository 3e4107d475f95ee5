/**
 * Reading JSON of our own making back from a disk, where anything may have happened to it: each value is
 * checked, and what is no such value throws, naming where. Pure.
 */
import { ownValue } from "../protocol/own_value.ts";

/** Gives the value if it is one; throws `Damaged` if not. `where` names it. */
export type Read<T> = (value: unknown, where: string) => T;

/** What was read is not what was written. */
export class Damaged extends Error {
  override name = "Damaged";
}

/** A JSON text, read. */
export function readJson<T>(json: unknown, where: string, read: Read<T>): T {
  if (typeof json !== "string") throw new Damaged(`${where} is no text`);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Damaged(`${where} is no JSON`);
  }
  return read(value, where);
}

export const text: Read<string> = (value, where) => {
  if (typeof value === "string") return value;
  throw new Damaged(`${where} is no text`);
};

/** Any number: of a summary, a mean may be 6.5. */
export const number: Read<number> = (value, where) => {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new Damaged(`${where} is no number`);
};

/** A count, a version or a time. */
export const whole: Read<number> = (value, where) => {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw new Damaged(`${where} is no whole number`);
};

export const truth: Read<boolean> = (value, where) => {
  if (typeof value === "boolean") return value;
  throw new Damaged(`${where} is neither true nor false`);
};

export function oneOf<const Word extends string>(...words: readonly Word[]): Read<Word> {
  return (value, where) => {
    const word = words.find((one) => one === value);
    if (word !== undefined) return word;
    throw new Damaged(`${where} is none of ${words.join(", ")}`);
  };
}

export function orNull<T>(read: Read<T>): Read<T | null> {
  return (value, where) => value === null ? null : read(value, where);
}

export function listOf<T>(read: Read<T>): Read<readonly T[]> {
  return (value, where) => {
    if (Array.isArray(value)) return value.map((one, at) => read(one, `${where}[${at}]`));
    throw new Damaged(`${where} is no list`);
  };
}

/** A field of an object, its own; undefined where it is missing, which no `Read` takes. */
export function field<T>(value: unknown, key: string, where: string, read: Read<T>): T {
  return read(ownValue(value, key), `${where}.${key}`);
}
