/** What the doctor found: one line for each check, for a person or a program. */
import { printable } from "../../base/printable.ts";

type Result = "ok" | "warning" | "failed";

export interface Check {
  /** A stable word for what was looked at. */
  readonly name: string;
  readonly result: Result;
  /** A sentence of what was found. */
  readonly message: string;
  /** What to do about it; none where all is well. */
  readonly advice?: string;
}

const SHOWN: Readonly<Record<Result, string>> = {
  ok: "ok     ",
  warning: "warning",
  failed: "FAILED ",
};

/** One line, and one more where there is something to do. What a stranger sent can't move a cursor. */
export function shown({ name, result, message, advice }: Check): string {
  const line = `${SHOWN[result]}  ${name.padEnd(11)}  ${printable(message)}`;
  return advice === undefined ? line : `${line}\n${" ".repeat(22)}-> ${printable(advice)}`;
}
