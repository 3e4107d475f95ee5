// The AsyncAPI document says what the wire is: every example of the protocol document is of its messages, and
// both list the same ones [P1, P2].
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { asyncApi } from "../../src/protocol/asyncapi.ts";
import { decodeV1 } from "../../src/protocol/v1_decode.ts";
import { decodeV2 } from "../../src/protocol/v2_decode.ts";
import { codeIn, examplesIn, tableIn } from "../e2e/v2_document.ts";
import { withElisions } from "../e2e/v2_match.ts";
import { permittedTest } from "../permitted.ts";
import { protocolText } from "../readme.ts";
import { asJson, mismatch } from "./json_schema.ts";

const DOCUMENT = asJson(JSON.parse(asyncApi("1.2.3")));

/** An example of a message, as the protocol document has it. */
interface Example {
  readonly at: number;
  readonly protocol: "v1" | "v2";
  readonly from: "client" | "server";
  readonly text: string;
}

/** Every message in the examples. */
function messagesIn(markdown: string): readonly Example[] {
  const protocols = new Map<string, "v1" | "v2">();
  const found: Example[] = [];
  for (const line of examplesIn(markdown)) {
    if (line.does === "connect") protocols.set(line.who, line.protocols.length > 0 ? "v2" : "v1");
    if (!("text" in line) || line.text.startsWith("closed: ")) continue;
    const protocol = protocols.get(line.who) ?? "v1";
    const from = line.does === "send" ? "client" : "server";
    found.push({ at: line.at, protocol, from, text: line.text });
  }
  return found;
}

/** The names of the messages that go this way. */
function namesOf(document: typeof DOCUMENT, protocol: string, from: string): readonly string[] {
  const operations = asJson(document["operations"]);
  const { messages } = asJson(
    operations[`${from === "client" ? "receive" : "send"}_${protocol}`],
  );
  assert(Array.isArray(messages));
  return messages.map(({ $ref }) => String($ref).replace(`#/channels/${protocol}/messages/`, ""));
}

/** Why an example is none of the document's messages; null: it is one. */
function problemOf(document: typeof DOCUMENT, { protocol, from, text }: Example): string | null {
  const message: unknown = text.startsWith("{") ? withElisions(text) : text;
  const name = typeof message === "string" ? "text" : String(asJson(message)["type"]);
  if (!namesOf(document, protocol, from).includes(name)) return `${name} is not in the document`;
  const channel = asJson(asJson(document["channels"])[protocol]);
  const { payload } = asJson(asJson(channel["messages"])[name]);
  return mismatch(asJson(payload), message, document, name);
}

/** Whether the server takes it. */
function isTaken({ protocol, text }: Example): boolean {
  if (protocol === "v2") return decodeV2(text).ok;
  const decoded = decodeV1(text);
  return decoded.ok && decoded.value.type !== "unusable";
}

function wrongIn(document: typeof DOCUMENT, markdown: string): readonly string[] {
  return messagesIn(markdown).flatMap((example) => {
    const problem = problemOf(document, example);
    const isRight = problem === null;
    const should = example.from === "server" || isTaken(example);
    return isRight === should ? [] : [`line ${example.at}: ${problem ?? "it should be refused"}`];
  });
}

permittedTest("every example of the protocol document is of a message of AsyncAPI's", async () => {
  const markdown = await protocolText();
  assert(messagesIn(markdown).length > 100);
  assertEquals(wrongIn(DOCUMENT, markdown), []);
});

permittedTest("the annotated WELCOME is one, with every field that it can have", async () => {
  const text = /^```jsonc\n([^]*?)^```$/m.exec(await protocolText())?.[1] ?? "";
  const message = text.replace(/ \/\/ .*$/gm, "");
  const example: Example = { at: 0, protocol: "v2", from: "server", text: message };
  assertEquals(problemOf(DOCUMENT, example), null);
  // and it is held to the schema
  for (const name of ["presence", "results_count", "resume_token", "suggestion"]) {
    const other = { ...example, text: message.replace(`"${name}"`, `"${name}_"`) };
    assert(problemOf(DOCUMENT, other) !== null, name);
  }
});

permittedTest("another name for any field is found out", async () => {
  const markdown = await protocolText();
  const text = JSON.stringify(DOCUMENT);
  for (
    const name of ["ticket_id", "vote", "room", "presence", "mean", "force", "MemberID", "left_at"]
  ) {
    assert(text.includes(`"${name}"`), name);
    const renamed = asJson(JSON.parse(text.replaceAll(`"${name}"`, `"${name}_"`)));
    assertNotEquals(wrongIn(renamed, markdown), [], name);
  }
});

Deno.test("a text that must not be empty has a shortest length in the document", () => {
  const wrong = [
    ["MEMBER_VOTED", { ticket_id: "T-1", vote: "" }],
    ["RENAME", { name: "" }],
    ["SET_ROOM", { passcode: "" }],
  ] as const;
  for (const [type, data] of wrong) {
    const text = JSON.stringify({ type, data });
    const example: Example = { at: 0, protocol: "v2", from: "client", text };
    assertEquals([isTaken(example), problemOf(DOCUMENT, example) === null], [false, false], type);
  }
});

permittedTest("[P1, P2.5] both documents list the same messages", async () => {
  const markdown = await protocolText();
  const listed = (heading: string, column: string) =>
    tableIn(markdown, heading, column).flatMap(([first = ""]) =>
      first === "plain text" ? ["text"] : codeIn(first)
    ).toSorted();
  const table: [string, string, readonly string[]][] = [
    ["v2", "client", listed("## Commands", "command")],
    ["v1", "client", listed("### From the client", "type")],
    ["v1", "server", listed("### From the server", "type")],
  ];
  for (const [protocol, from, names] of table) {
    const named = namesOf(DOCUMENT, protocol, from);
    assertEquals(named.toSorted(), names.toSorted(), `${protocol} from the ${from}`);
  }
});

Deno.test("every reference in the AsyncAPI document leads somewhere", () => {
  const refs = [...JSON.stringify(DOCUMENT).matchAll(/"\$ref":"#\/([^"]+)"/g)];
  assert(refs.length > 30);
  for (const [, path = ""] of refs) {
    let found: unknown = DOCUMENT;
    for (const name of path.split("/")) found = asJson(found)[name];
    assert(found !== undefined, path);
  }
  assertEquals([DOCUMENT["asyncapi"], asJson(DOCUMENT["info"])["version"]], ["3.0.0", "1.2.3"]);
});
