// Which packages the compiler is given: those that the program asks for, and what these need.
import { assertEquals, assertThrows } from "@std/assert";
import { type Lock, prunedLock } from "../../src/executable/build.ts";

const LOCK: Lock = {
  version: "5",
  specifiers: {
    "npm:@scope/page@1.0.0": "1.0.0_wide@8.1.0",
    "npm:checks@4.0.0": "4.0.0",
    "npm:std@1.4.0": "1.4.0",
    "npm:wide@8.1.0": "8.1.0",
  },
  npm: {
    "@scope/page@1.0.0_wide@8.1.0": { dependencies: ["wide"] },
    "checks@4.0.0": { dependencies: ["random"] },
    "random@8.4.2": {},
    "std@1.4.0": {},
    "strip@7.2.0": { dependencies: ["strip-more@6.0.0"] },
    "strip-more@6.0.0": {},
    "wide@8.1.0": { dependencies: ["strip"] },
  },
  workspace: { dependencies: ["npm:checks@4.0.0", "npm:std@1.4.0", "npm:wide@8.1.0"] },
};

const TABLE: readonly [wanted: readonly string[], packages: readonly string[]][] = [
  [["npm:std@1.4.0/cli/parse_args.js", "npm:std@1.4.0/ulid/mod.js"], ["std@1.4.0"]],
  [["npm:wide@8.1.0"], ["strip@7.2.0", "strip-more@6.0.0", "wide@8.1.0"]],
  [["npm:checks@4.0.0"], ["checks@4.0.0", "random@8.4.2"]],
  [["npm:@scope/page@1.0.0/hooks"], [
    "@scope/page@1.0.0_wide@8.1.0",
    "strip@7.2.0",
    "strip-more@6.0.0",
    "wide@8.1.0",
  ]],
  [[], []],
];

for (const [wanted, packages] of TABLE) {
  Deno.test(`a program that asks for ${wanted.join(", ") || "nothing"}`, () => {
    const { npm, specifiers, workspace } = prunedLock(LOCK, wanted);
    assertEquals(Object.keys(npm), packages);
    assertEquals(workspace.dependencies, Object.keys(specifiers));
    for (const [id, kept] of Object.entries(npm)) assertEquals(kept, LOCK.npm[id]);
  });
}

Deno.test("a lock that lacks what a package needs is no lock", () => {
  const { "random@8.4.2": _, ...npm } = LOCK.npm;
  assertThrows(() => prunedLock({ ...LOCK, npm }, ["npm:checks@4.0.0"]), Error, "lacks random");
});
