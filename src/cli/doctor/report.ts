/** The result of a check, and how it is printed. */
import { printable } from "../../base/printable.ts";

type Result = "ok" | "warning" | "failed";

export interface Check {
  /** A stable word for what was checked. */
  readonly name: string;
  readonly result: Result;
  /** What was found, as a clause. */
  readonly message: string;
  /** What to do about it; missing if all is well, or if the message says it. */
  readonly advice?: string;
}

/** All is well. */
export function ok(name: string, message: string): Check {
  return { name, result: "ok", message };
}

/** It works, but something should be done about it. */
export function warning(name: string, message: string, advice: string): Check {
  return { name, result: "warning", message, advice };
}

/** It does not work. */
export function failed(name: string, message: string, advice?: string): Check {
  return { name, result: "failed", message, ...advice !== undefined && { advice } };
}

const SHOWN: Readonly<Record<Result, string>> = {
  ok: "ok     ",
  warning: "warning",
  failed: "FAILED ",
};

/** One line, and a second one with the advice; safe to print. */
export function shown({ name, result, message, advice }: Check): string {
  const line = `${SHOWN[result]}  ${name.padEnd(11)}  ${printable(message)}`;
  return advice === undefined ? line : `${line}\n${" ".repeat(22)}-> ${printable(advice)}`;
}
