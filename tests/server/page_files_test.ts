// Which files of the page's folder are served, and as what.
import { assertEquals } from "@std/assert";
import { readPageFiles } from "../../src/server/page_files.ts";
import { withDirectory } from "../journal/files.ts";
import { permittedTest } from "../permitted.ts";

permittedTest(
  "what the build names and what the bundler splits off is served, and nothing else",
  () =>
    withDirectory(async (folder) => {
      const names = [
        "start-0123456789abcdef.html",
        "start-0123456789abcdef.html.br",
        "room-0123456789abcdef.html",
        "preview-0123456789abcdef.png",
        "app-0123456789abcdef.js",
        "add_tickets_dialog-AYOFDJGN.js",
        "add_tickets_dialog-AYOFDJGN.js.br",
        "pt-br-AB12CD34.js",
        "main.js",
        "notes.txt",
        "app-xyz.js",
      ];
      for (const name of names) await Deno.writeTextFile(`${folder}/${name}`, name);
      const files = readPageFiles(new URL(`file://${folder}/`));
      const served = [...files?.assets ?? []].map(([name, { etag, type, bodies }]) => [
        name,
        etag,
        type,
        [...bodies.keys()].toSorted().join(),
      ]);
      const script = "text/javascript; charset=utf-8";
      assertEquals(
        served.toSorted(),
        [
          ["add_tickets_dialog-AYOFDJGN.js", 'W/"AYOFDJGN"', script, "br,identity"],
          ["app-0123456789abcdef.js", 'W/"0123456789abcdef"', script, "identity"],
          ["preview-0123456789abcdef.png", 'W/"0123456789abcdef"', "image/png", "identity"],
          ["pt-br-AB12CD34.js", 'W/"AB12CD34"', script, "identity"],
        ],
      );
      assertEquals([files?.html.start.bodies.size, files?.html.room.bodies.size], [2, 1]);
    }),
);
