// A refusal is shown in a sentence for the person, whatever the protocol called it.
import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { en } from "../../src/web/languages/en.ts";
import { LANGUAGES } from "../../src/web/languages/languages.ts";
import { sayRefusal } from "../../src/web/pure/refusals.ts";
import { permittedTest } from "../permitted.ts";

Deno.test("no protocol word reaches a person", () => {
  const texts = [
    ...Object.keys(en.refused).map((code) => ({ code })),
    ...Object.keys(en.refusedFields)
      .map((field) => ({ code: "bad_field", field })),
  ]
    .map((one) => sayRefusal({ ...one, message: "room_id must be 8 characters" }));
  for (const text of texts) assertNotMatch(text, /_|must be/);
});

Deno.test("a number that is too large is refused with the largest that is taken", () => {
  const message = 'max_room_capacity must be a whole number from 1 to 40, got "99"';
  assertEquals(
    sayRefusal({ code: "bad_request", field: "max_room_capacity", message }),
    "Type a whole number from 1 to 40.",
  );
});

Deno.test("a field of a ticket in a list is named as the ticket's", () => {
  const message = "tickets.3.title must have 0 to 200 characters";
  assertEquals(
    sayRefusal({ code: "bad_field", field: "tickets.3.title", message }),
    "Type a title of at most 200 characters.",
  );
});

Deno.test("a code that this page doesn't know is shown in the server's own sentence", () => {
  assertEquals(sayRefusal({ code: "too_late", message: "Come earlier." }), "Come earlier.");
});

permittedTest(
  "a vote that has started over is refused in words for whoever votes, reveals or cancels",
  async () => {
    for (const { name, load } of LANGUAGES) {
      const { refused } = await load();
      // what there is to do next depends on the command
      assertMatch(refused?.wrong_attempt ?? "", /^[^.:：。]+[.。]$/, name);
    }
  },
);
