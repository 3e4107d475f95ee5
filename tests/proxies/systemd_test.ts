// The operator's guide's unit, checked by systemd.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { adapted, CLUSTER_GUIDE, recipe } from "../readme.ts";
import { isHere, permitted } from "./recipe.ts";

/** Exposure as `systemd-analyze security` counts it, in tenths, of 100; it calls up to 20 "OK". */
const EXPOSURE_MAX = 20;

const ignore = !permitted || !await isHere("systemd-analyze");

Deno.test({ name: "the unit is understood, and hardened", ignore }, async () => {
  const folder = await Deno.makeTempDir();
  try {
    const unit = `${folder}/estimatex-server.service`;
    const code = await recipe("ini");
    await Deno.writeTextFile(
      unit,
      adapted(code, [["/usr/local/bin/estimatex-server", "/bin/true"]]),
    );
    const verified = await analyze("verify", "--man=no", unit);
    assertEquals([verified.success, verified.text], [true, ""]);
    const threshold = `--threshold=${EXPOSURE_MAX}`;
    const security = await analyze("security", "--offline=true", threshold, unit);
    assert(security.success, security.text);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({ name: "the unit with a key's file beside it is understood", ignore }, async () => {
  const folder = await Deno.makeTempDir();
  try {
    const unit = `${folder}/estimatex-server.service`;
    await Deno.writeTextFile(
      unit,
      adapted(await recipe("ini"), [["/usr/local/bin/estimatex-server", "/bin/true"]]),
    );
    await Deno.mkdir(`${unit}.d`);
    const settings = await recipe("systemd");
    await Deno.writeTextFile(`${unit}.d/override.conf`, settings);
    const { success, text } = await analyze("verify", "--man=no", unit);
    assertEquals([success, text], [true, ""]);
    const [, variable = ""] = /^Environment=(ESTIMATEX_\w+)=%d\/create-keys$/m.exec(settings) ?? [];
    assertEquals(variable, "ESTIMATEX_CREATE_KEY_FILE");
    assertMatch(settings, /^LoadCredential=create-keys:\//m);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({ name: "the unit with a node's settings beside it is understood", ignore }, async () => {
  const folder = await Deno.makeTempDir();
  try {
    const unit = `${folder}/estimatex-server.service`;
    const here = [["/usr/local/bin/estimatex-server", "/bin/true"]] as const;
    await Deno.writeTextFile(unit, adapted(await recipe("ini"), here));
    await Deno.mkdir(`${unit}.d`);
    const settings = adapted(await recipe("ini", CLUSTER_GUIDE), here);
    await Deno.writeTextFile(`${unit}.d/cluster.conf`, settings);
    const { success, text } = await analyze("verify", "--man=no", unit);
    assertEquals([success, text], [true, ""]);
    await Deno.writeTextFile(`${unit}.d/cluster.conf`, settings.replace("LoadCredential", "Lord"));
    assert(/Lord/.test((await analyze("verify", "--man=no", unit)).text), "it is read");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

async function analyze(...args: string[]): Promise<{ success: boolean; text: string }> {
  const { success, stdout, stderr } = await new Deno.Command("systemd-analyze", { args }).output();
  const decoder = new TextDecoder();
  return { success, text: `${decoder.decode(stderr)}${decoder.decode(stdout)}`.trim() };
}
