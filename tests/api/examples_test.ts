// The examples are executed as they stand, and what is sent and answered is what the OpenAPI document describes [A3].
import { assert, assertEquals } from "@std/assert";
import { withElisions } from "../e2e/v2_match.ts";
import { permittedTest } from "../permitted.ts";
import { programsFolder } from "../program.ts";
import { asJson, mismatch } from "../protocol/json_schema.ts";
import { ApiServer, holdSession, KEY } from "./api_server.ts";

const EXAMPLES = new URL("../../src/api/EXAMPLES.md", import.meta.url);

interface Example {
  readonly command: string;
  readonly answer: string;
}

/** Each command, with the answer below it. */
function examplesIn(markdown: string): readonly Example[] {
  const blocks = [...markdown.matchAll(/^```(\w+)\n([^]*?)^```$/gm)];
  return blocks.flatMap(([, kind, text = ""], at) =>
    kind === "sh" ? [{ command: text, answer: blocks[at + 1]?.[2]?.trim() ?? "" }] : []
  );
}

/** Runs a command as whoever reads the example would. */
async function run(command: string, env: Readonly<Record<string, string>>): Promise<string> {
  const shell = new Deno.Command("sh", { args: ["-eu", "-c", command], env });
  const { success, stdout, stderr } = await shell.output();
  assert(success, `${command}\n${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

/** Where the answer is not what the example shows: `…` is anything. */
function differs(shown: unknown, answer: unknown, at = ""): string | null {
  if (shown === "…") return null;
  if (Array.isArray(shown) && Array.isArray(answer)) {
    if (shown.length !== answer.length) return `${at} has ${answer.length}`;
    return shown.map((one, n) => differs(one, answer[n], `${at}[${n}]`)).find((one) => one) ?? null;
  }
  if (typeof shown !== "object" || shown === null) {
    return shown === answer ? null : `${at} is ${JSON.stringify(answer)}`;
  }
  const { "…": elided, ...fields } = asJson(shown);
  const found = asJson(answer);
  const other = Object.keys(found).filter((name) => !Object.hasOwn(fields, name));
  if (elided === undefined && other.length > 0) return `${at} has ${other}, too`;
  return Object.entries(fields).map(([name, field]) => differs(field, found[name], `${at}.${name}`))
    .find((one) => one !== null) ?? null;
}

/** The operation of the document that a command asks for; and what it sends, if it sends something. */
function operationOf(document: ReturnType<typeof asJson>, command: string) {
  const path = /\/api\/v1(\/[^"?]*)/.exec(command)?.[1] ?? "";
  const named = path.replace("$ROOM", "{room_id}").replace("$SESSION", "{session_id}");
  const body = / -d '([^']*)'/.exec(command)?.[1];
  const operations = asJson(asJson(document["paths"])[named]);
  return { operation: asJson(operations[body === undefined ? "get" : "post"]), body };
}

function schemaIn(value: unknown, type: string): ReturnType<typeof asJson> {
  return asJson(asJson(asJson(asJson(value)["content"])[type])["schema"]);
}

permittedTest("[A3] every example does what it says, as the OpenAPI document has it", async () => {
  await using api = await ApiServer.start({ flags: ["--data", programsFolder()] });
  const document = asJson((await api.ask("/openapi.json")).json);
  for (const ticket of ["OLD-1", "OLD-2"]) await holdSession(api, ticket);
  const examples = examplesIn(await Deno.readTextFile(EXAMPLES));
  assert(examples.length > 9);
  const env: Record<string, string> = { SERVER: api.url, KEY };
  for (const { command, answer } of examples) {
    const text = await run(command, env);
    if (!answer.startsWith("{")) {
      assertEquals(text.split(/\r?\n/)[0], answer);
      continue;
    }
    const json = asJson(JSON.parse(text));
    assertEquals(differs(withElisions(answer), json), null, text);
    const { operation, body } = operationOf(document, command);
    const { default: refusal, ...responses } = asJson(operation["responses"]);
    const isRefusal = "detail" in json;
    const schema = isRefusal
      ? schemaIn(refusal, "application/problem+json")
      : schemaIn(responses["200"] ?? responses["201"], "application/json");
    if (!/openapi/.test(command)) assertEquals(mismatch(schema, json, document), null, command);
    if (body !== undefined) {
      const asked = schemaIn(operation["requestBody"], "application/json");
      const problem = mismatch(asked, JSON.parse(body), document);
      assertEquals(problem === null, !isRefusal, `${command}: ${problem}`);
    }
    env["ROOM"] ??= typeof json["join_link"] === "string" ? String(json["room_id"]) : "";
    if (json["next"] !== undefined) env["NEXT"] = encodeURIComponent(String(json["next"]));
    const { sessions } = json;
    if (Array.isArray(sessions)) env["SESSION"] = sessions[0].session_id;
  }
});
