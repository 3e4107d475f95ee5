/** The result of a check, and how it is printed. */
import { printable } from "../../base/printable.ts";

type Result = "ok" | "warning" | "failed";

export interface Check {
  /** A stable word for what was checked. */
  readonly name: string;
  readonly result: Result;
  /** What was found, as a clause. */
  readonly message: string;
  /** What to do about it; missing if all is well. */
  readonly advice?: string;
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
