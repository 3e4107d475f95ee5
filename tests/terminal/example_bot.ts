/** Posts every estimate of a session to a chat: what `join --json` says comes in, messages go out. */
const [hook = ""] = Deno.args;

let open = "";
for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const lines = (open + text).split("\n");
  open = lines.pop() ?? "";
  for (const line of lines) {
    const { type, ballot } = JSON.parse(line);
    if (type !== "result") continue;
    const { ticket_id, estimate, summary } = ballot;
    const outcome = estimate ?? `votes ${summary.min} to ${summary.max}, median ${summary.median}`;
    await fetch(hook, {
      method: "POST",
      body: JSON.stringify({ text: `${ticket_id}: ${outcome}` }),
    });
  }
}
