// `estimatex-server tickets`: what is read of a file, as text for people and as JSON for programs.
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import manifest from "../../deno.json" with { type: "json" };
import { parseTickets, TICKETS_HELP } from "../../src/cli/tickets_arguments.ts";
import { refusalOf, ticketsJson, ticketsText } from "../../src/cli/tickets_text.ts";
import { readTickets } from "../../src/tickets/tickets.ts";
import { permittedTest } from "../permitted.ts";
import {
  cleanEnvironment,
  isExecutable,
  programsFolder,
  serverWords,
  workingFolder,
} from "../program.ts";

Deno.test("the command line", () => {
  const read = { kind: "read", path: "a.csv", json: false, chosen: null } as const;
  const table: [string[], unknown][] = [
    [["a.csv"], read],
    [["-"], { ...read, path: null }],
    [["--json", "a.csv"], { ...read, json: true }],
    [["a.csv", "--id", "2"], { ...read, chosen: { id: 2, title: null } }],
    [["--id=2", "--title=1", "a.csv"], { ...read, chosen: { id: 2, title: 1 } }],
    [["--", "-odd.csv"], { ...read, path: "-odd.csv" }],
    [["--help"], { kind: "help" }],
  ];
  for (const [args, expected] of table) assertEquals(parseTickets(args), expected, args.join(" "));
  for (const args of [[], [""], ["a", "b"], ["a", "--id", "x"], ["a", "--id", "1.5"]]) {
    assertEquals(parseTickets(args).kind, "error", args.join(" "));
  }
});

Deno.test("the help fits a terminal of 80 columns", () => {
  for (const line of TICKETS_HELP.split("\n")) assertEquals(line, line.trimEnd().slice(0, 80));
});

Deno.test("for people: a table, and lines about what was changed or left out", () => {
  const reading = readTickets(
    "# Sprint\nWEB-7 Log in\nWEB-8 https://x.example/browse/WEB-8\nWEB-7 again\n",
  );
  assertEquals(reading.kind === "tickets" && ticketsText(reading).split("\n"), [
    "Ticket  Title   Link",
    "WEB-7   Log in",
    "WEB-8           https://x.example/browse/WEB-8",
    "",
    "2 tickets, 2 left out.",
    "Left out: # Sprint (it is a heading)",
    "Left out: WEB-7 again (WEB-7 is in the list already)",
  ]);
});

Deno.test("for programs: one object, whatever the outcome", () => {
  const json = (text: string) => {
    const reading = readTickets(text);
    return JSON.parse(ticketsJson(reading, refusalOf(reading, '"a.csv"')));
  };
  const none = { tickets: [], left_out: [], notes: [] };
  assertEquals(json("WEB-7 Log in\nWEB-7 x"), {
    tickets: [{ ticket_id: "WEB-7", title: "Log in" }],
    left_out: [{ what: "WEB-7 x", why: "WEB-7 is in the list already" }],
    notes: [],
  });
  assertEquals(json("{}"), {
    ...none,
    refused: '"a.csv" can\'t be read: it is JSON: export the tickets as CSV and choose that',
  });
  assertEquals(json("Titel;Nr\na;b"), {
    ...none,
    asks: [
      { number: 1, head: "Titel", examples: ["a"] },
      { number: 2, head: "Nr", examples: ["b"] },
    ],
    message: '"a.csv": no column is known to have the tickets\' ids or titles, choose with ' +
      "--id N --title N: 1 Titel, 2 Nr",
  });
});

Deno.test("[P2.5] what a queue has no space for is left out, and reported", () => {
  const many = Array.from({ length: 203 }, (_, n) => `WEB-${n + 1} Log in`).join("\n");
  const reading = readTickets(many);
  const { tickets, left_out: leftOut } = JSON.parse(ticketsJson(reading, null));
  assertEquals([tickets.length, leftOut.length], [200, 3]);
  assertEquals(leftOut[0], {
    what: "WEB-201 Log in",
    why: "a queue holds at most 200 tickets",
  });
  const text = reading.kind === "tickets" ? ticketsText(reading) : "";
  assertStringIncludes(text, "200 tickets, 3 left out.");
});

permittedTest(
  "the program: exit codes, standard input, and a sentence for what it can't read",
  async () => {
    const folder = programsFolder("estimatex-tickets-");
    try {
      const path = (name: string) => `${folder}/${name}`;
      await Deno.writeTextFile(path("good.csv"), "Key,Summary\nWEB-7,Log in\n");
      await Deno.writeTextFile(path("jira.csv"), "Titel;Nummer\nAnmelden;WEB-7\n");
      await Deno.writeTextFile(path("list.json"), '{"cards": []}');
      const table: [string[], number, RegExp, RegExp][] = [
        [[path("good.csv")], 0, /^Ticket +Title +Link\nWEB-7 +Log in\n\n1 ticket\.\n$/, /^$/],
        [[path("good.csv"), "--json"], 0, /^\{"tickets":\[\{"ticket_id":"WEB-7"/, /^$/],
        [["-"], 0, /^Ticket +Title +Link\nWEB-9 +Pay\n/, /^$/],
        [[path("jira.csv")], 1, /^$/, /: no column is known .*: 1 Titel, 2 Nummer\n$/],
        [[path("jira.csv"), "--id", "2", "--title", "1"], 0, /\nWEB-7 +Anmelden\n/, /^$/],
        [[path("jira.csv"), "--id", "3"], 1, /^$/, /has 2 columns, choose from 1 to 2\n$/],
        [[path("list.json")], 1, /^$/, /can't be read: it is JSON: export/],
        [[path("list.json"), "--json"], 1, /^\{"tickets":\[\],.*"refused":/, /JSON/],
        [["-", "--id", "1"], 1, /^$/, /^standard input can't be read: it is no table/],
        [[path("missing.csv")], 1, /^$/, /can't be read: there is no such file\n$/],
        [[folder], 1, /^$/, /can't be read: it is a folder\n$/],
        [["--help"], 0, /^estimatex-server tickets: /, /^$/],
      ];
      for (const [args, code, out, error] of table) {
        const ended = await run(args);
        assertEquals(ended.code, code, `${args}: ${ended.out}${ended.error}`);
        assertMatch(ended.out, out, args.join(" "));
        assertMatch(ended.error, error, args.join(" "));
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

/** Runs the task, or the executable, with a list on its standard input. */
async function run(args: readonly string[]) {
  const task = manifest.tasks.tickets.command.split(" ").slice(1);
  const [program = "", ...rest] = isExecutable()
    ? serverWords(["tickets", ...args])
    : [Deno.execPath(), ...task, ...args];
  const child = new Deno.Command(program, {
    args: rest,
    cwd: workingFolder(),
    env: cleanEnvironment(),
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode("- WEB-9 Pay\n")).catch(() => {});
  await writer.close().catch(() => {});
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), error: text(stderr) };
}
