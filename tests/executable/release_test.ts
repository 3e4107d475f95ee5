// What a release says of itself: what is in it, and what has changed.
import { assert, assertEquals } from "@std/assert";
import manifest from "../../deno.json" with { type: "json" };
import { changelogOf } from "../../src/executable/changelog.ts";
import { sbomOf } from "../../src/executable/sbom.ts";
import { permittedTest } from "../permitted.ts";

const OPTIONS = { name: "@estimatex/server", version: "1.0.0", deno: "2.9.6", at: "2026-11-30" };

Deno.test("the changelog has the program's changes, by parts, as escaped text", () => {
  const subjects = [
    "web: a table of `four` begins with *seats*",
    "tests: one more",
    "room: comments in plain sentences",
    "README: shorter",
    "room: votes are counted once [R9, S1]",
    "Merge main",
    "web: the page is there",
  ];
  assertEquals(
    changelogOf("1.0.0", "2026-11-30", subjects),
    "## 1.0.0 (2026-11-30)\n\n### room\n\n- votes are counted once\n\n### web\n\n" +
      "- a table of \\`four\\` begins with \\*seats\\*\n- the page is there\n",
  );
});

permittedTest(
  "the SBOM has each package that is imported, with its hash, and what these import",
  async () => {
    const lock = JSON.parse(await Deno.readTextFile(new URL("../../deno.lock", import.meta.url)));
    const imported = [
      "valibot@1.5.0",
      "@nats-io/jetstream@3.4.0",
      "@preact/signals@2.11.4_preact@11.2.0",
    ];
    const sbom = JSON.parse(JSON.stringify(sbomOf(lock, { ...OPTIONS, imported })));
    const purls: string[] = sbom.components.map(({ purl }: { purl: string }) => purl);
    for (
      const name of [
        "valibot@1.5.0",
        "%40nats-io/nats-core@3.4.0",
        "%40preact/signals@2.11.4",
        "tweetnacl@",
      ]
    ) {
      assert(purls.some((purl) => purl.startsWith(`pkg:npm/${name}`)), name);
    }
    assert(purls.includes("pkg:github/denoland/deno@v2.9.6"));
    assertEquals(purls.filter((purl) => purl.includes("fast-check")), []);
    assertEquals(new Set(purls).size, purls.length);
    const refs = new Set(sbom.dependencies.map(({ ref }: { ref: string }) => ref));
    for (const { dependsOn } of sbom.dependencies) {
      for (const one of dependsOn) assert(refs.has(one), one);
    }
    for (const { hashes = [] } of sbom.components) {
      for (const { content } of hashes) assertEquals(content.length, 128);
    }
  },
);

permittedTest("the changelog has a section for the version that this is", async () => {
  const text = await Deno.readTextFile(new URL("../../src/CHANGELOG.md", import.meta.url));
  assert(text.includes(`\n## ${manifest.version} (`), manifest.version);
});
