/** Posts each estimate of a session to a chat: what `join --json` prints comes in, messages go out. */
const [hook = ""] = Deno.args;

/** What the chat has been sent of each ticket. */
const posted = new Map<string, string>();

let open = "";
for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const lines = (open + text).split("\n");
  open = lines.pop() ?? "";
  for (const line of lines) {
    const { type, ballot, results } = JSON.parse(line);
    // a result comes at the reveal, and once more when its estimate is noted
    if (type === "result" && ballot.estimate !== undefined) await post(ballot);
    if (type === "results") await postRest(results.ballots);
  }
}

/** Tickets that nobody noted an estimate for, by their last votes. */
async function postRest(ballots: Ballot[]) {
  const last = new Map(ballots.map((ballot) => [ballot.ticket_id, ballot]));
  for (const ballot of last.values()) if (!posted.has(ballot.ticket_id)) await post(ballot);
}

async function post({ ticket_id: ticketId, title = "", estimate, summary }: Ballot) {
  const votes = [...summary.counts, ...summary.counted_apart]
    .map(({ card, count }) => `${count} x ${card}`).join(", ");
  const outcome = estimate ?? `no estimate, votes: ${votes}`;
  const message = plain(`${ticketId} ${title}`.trim()) + `: ${plain(outcome)}`;
  if (posted.get(ticketId) === message) return;
  posted.set(ticketId, message);
  try {
    const response = await fetch(hook, { method: "POST", body: JSON.stringify({ text: message }) });
    await response.body?.cancel();
    if (!response.ok) complain(`The chat answered ${response.status} to "${message}"`);
  } catch (error) {
    complain(`The chat can't be reached with "${message}": ${error}`);
  }
}

function complain(line: string) {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}

/** A title is anybody's text: in it no `<!channel>` and no `@all` may call people. */
function plain(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll("@", "@\u200B");
}

interface Ballot {
  ticket_id: string;
  title?: string;
  estimate?: string;
  summary: Record<"counts" | "counted_apart", { card: string; count: number }[]>;
}
