// --save writes a file of results whole or not at all.
import { assertEquals } from "@std/assert";
import { checkSave, save } from "../../src/terminal/save.ts";
import { fill, mounted, notMounted } from "../faults/small_disk.ts";
import { permittedTest } from "../permitted.ts";

const SAVED = { room_id: "7K2M9QXD", ballots: [], results: null };

permittedTest("save: a full disk leaves what was there before, and one sentence", async () => {
  const folder = Deno.makeTempDirSync();
  {
    await using mount = await mounted(folder, "size=64k");
    if (mount === null) return notMounted("SAVING ON A FULL DISK");
    Deno.writeTextFileSync(`${folder}/old.json`, "of last week");
    fill(folder);
    for (const name of ["old.json", "new.json"]) {
      const path = `${folder}/${name}`;
      const said = `The results can't be saved in ${path}: the disk is full.`;
      assertEquals(save({ path, format: "json" }, SAVED), said);
    }
    assertEquals(filesIn(folder), ["filler", "old.json"]);
    assertEquals(Deno.readTextFileSync(`${folder}/old.json`), "of last week");
  }
  Deno.removeSync(folder);
});

permittedTest("save: a link stays one, and a file has the mode it had", () => {
  const folder = Deno.makeTempDirSync();
  const [file, link] = [`${folder}/file.json`, `${folder}/link.json`];
  Deno.writeTextFileSync(file, "of last week");
  Deno.chmodSync(file, 0o666);
  Deno.symlinkSync("file.json", link);
  assertEquals(save({ path: link, format: "json" }, SAVED), null);
  assertEquals(Deno.lstatSync(link).isSymlink, true);
  assertEquals((Deno.statSync(file).mode ?? 0) & 0o777, 0o666);
  assertEquals(JSON.parse(Deno.readTextFileSync(file)).room_id, SAVED.room_id);
  assertEquals(filesIn(folder), ["file.json", "link.json"]);
  Deno.removeSync(file);
  const leadsNowhere = checkSave({ path: link, format: "json" }) ?? "";
  assertEquals(leadsNowhere.split(": ")[1], "it is a link to a file that is not there");
  Deno.removeSync(folder, { recursive: true });
});

const ALONE = new URL("../../dist/saved-alone.json", import.meta.url).pathname;

permittedTest(
  "save: a process that may write this file and none beside it saves there",
  () => {
    const file = { path: ALONE, format: "json" } as const;
    for (let time = 1; time <= 2; time++) {
      assertEquals([checkSave(file), save(file, SAVED)], [null, null]);
      assertEquals(JSON.parse(Deno.readTextFileSync(ALONE)).room_id, SAVED.room_id);
    }
    Deno.removeSync(ALONE);
  },
  { permissions: { read: true, write: [ALONE] } },
);

function filesIn(folder: string): readonly string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}
