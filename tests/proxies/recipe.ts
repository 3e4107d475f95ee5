/** Whether the programs that the guides configure are installed. */
import { printError } from "../print.ts";
import { isAsked } from "../program.ts";

/** Whether programs may be run at all. */
export const permitted = (await Deno.permissions.query({ name: "run" })).state === "granted" &&
  (await Deno.permissions.query({ name: "env" })).state === "granted";

if (permitted && !Deno.env.has("ESTIMATEX_TEST_PROXIES")) {
  printError(
    "THE RECIPES OF THE OPERATOR'S GUIDE WERE NOT TRIED. TRY THEM WITH: tests/proxies/run",
  );
}

/** Whether a program is installed; without it, reports in capitals that its tests are left out. */
export async function isHere(program: string): Promise<boolean> {
  if (!isAsked("ESTIMATEX_TEST_PROXIES")) return false;
  const { success } = await new Deno.Command("sh", { args: ["-c", `command -v ${program}`] })
    .output();
  if (!success) {
    printError(`THE RECIPE FOR ${program.toUpperCase()} WAS NOT TRIED: IT IS NOT HERE`);
  }
  return success;
}
