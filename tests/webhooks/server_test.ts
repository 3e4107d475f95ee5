// A real server and a real receiver, whose signatures an implementation that is not ours checks [A4].
import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { Webhook } from "standardwebhooks";
import * as v from "valibot";
import { WEBHOOK_EVENTS, type WebhookType } from "../../src/protocol/webhook_events.ts";
import { httpExchange } from "../e2e/http_exchange.ts";
import { eventually } from "../e2e/patience.ts";
import { Server } from "../e2e/server.ts";
import { V2Table } from "../e2e/v2_table.ts";
import { permittedTest } from "../permitted.ts";
import { giveToProgram, programsFolder } from "../program.ts";
import { valueOf } from "../server/exposition.ts";
import { newSecret, type Received, Receiver, SecretFile } from "./receiver.ts";

const CARDS = ["okapi", "zebra"] as const;

interface Setup {
  readonly url: string;
  readonly file: SecretFile;
}

function flagsOf({ url, file }: Setup): { flags: readonly string[]; reads: string } {
  giveToProgram(file.folder, file.path);
  return { flags: ["--webhook", url, "--webhook-secret-file", file.path], reads: file.folder };
}

/** Estimates one ticket and ends the session; returns the room's id. */
async function estimates(server: Server): Promise<string> {
  await using table = new V2Table(server);
  const anna = await table.creates("anna", 3, { deck: CARDS.join(",") });
  const bela = await table.joins("bela");
  await anna.sets("BEGIN_VOTING", { ticket_id: "T-1", title: "Login" });
  await anna.sets("MEMBER_VOTED", { ticket_id: "T-1", vote: CARDS[0] });
  await bela.sets("MEMBER_VOTED", { ticket_id: "T-1", vote: CARDS[1] });
  await anna.sets("REVEAL_VOTES", { ticket_id: "T-1" });
  await anna.sets("SET_ESTIMATE", { ticket_id: "T-1", estimate: "5" });
  await anna.sets("BEGIN_VOTING", { ticket_id: "T-2" });
  await anna.sets("MEMBER_VOTED", { ticket_id: "T-2", vote: CARDS[0] });
  await anna.sends(JSON.stringify({ type: "END_SESSION", data: {} }));
  await anna.receives("SESSION_ENDED");
  return table.roomId;
}

function eventOf<Type extends WebhookType>(type: Type, received: Received | undefined) {
  const { body = "" } = received ?? {};
  return v.parse(WEBHOOK_EVENTS[type], JSON.parse(body));
}

/** The metrics, once they are so: a receiver has an event before the server has its answer. */
async function metricsOnce(server: Server, fits: (text: string) => boolean): Promise<string> {
  let body = "";
  return await eventually(() => body, async () => {
    ({ body } = await httpExchange(server.port, { path: "/metrics" }));
    return fits(body) && body;
  });
}

for (const workers of [1, 2]) {
  permittedTest(
    `[A4] a reveal, an estimate and an end are sent once, signed, in their order, ${workers} worker(s)`,
    async () => {
      const secret = newSecret();
      await using file = new SecretFile(secret);
      await using receiver = new Receiver();
      await using server = await Server.start({ workers, ...flagsOf({ url: receiver.url, file }) });
      const roomId = await estimates(server);
      const all = await receiver.gets(3);
      const checker = new Webhook(secret);
      for (const { headers, body } of all) checker.verify(body, headers);
      const [revealed, estimated, ended] = [
        eventOf("ballot.revealed", all[0]),
        eventOf("estimate.set", all[1]),
        eventOf("session.ended", all[2]),
      ];
      assertEquals(new Set(all.map(({ headers }) => headers["webhook-id"])).size, 3);
      assertEquals(revealed.data.room_id, roomId);
      assertEquals(revealed.data.session_id, ended.data.session_id);
      const { ballot } = revealed.data;
      assertEquals([ballot.ticket_id, ballot.title, ballot.estimate], ["T-1", "Login", undefined]);
      assertEquals(ballot.votes?.map(({ card }) => card).sort(), [...CARDS]);
      assertEquals(estimated.data.ballot, { ...ballot, estimate: "5" });
      assertEquals(ended.data.ballots, [{ ...ballot, estimate: "5" }], "[R7] not the open one");
      assertEquals(ended.data.reason, "ended_by_admin");

      const host = `127.0.0.1:${receiver.port}`;
      const series = `estimatex_webhook_deliveries_total{host="${host}",result="delivered"}`;
      const body = await metricsOnce(server, (text) => valueOf(text, series) === 3);
      assertEquals(valueOf(body, `estimatex_webhook_waiting{host="${host}"}`), 0);
      assertNotMatch(body, /hook"/);
      await server.stop();
      assertEquals(receiver.received.length, 3);
      assert(!`${server}`.includes(secret));
    },
  );
}

permittedTest("[A4] with two secrets both sign; SIGHUP reads the file again", async () => {
  const [first, second] = [newSecret(), newSecret()];
  await using file = new SecretFile(first);
  await using receiver = new Receiver();
  await using server = await Server.start(flagsOf({ url: receiver.url, file }));
  await using table = new V2Table(server);
  const anna = await table.creates("anna", 1);
  const reveals = async (ticket_id: string) => {
    await anna.sets("BEGIN_VOTING", { ticket_id });
    await anna.sets("MEMBER_VOTED", { ticket_id, vote: "5" });
    await anna.sets("REVEAL_VOTES", { ticket_id });
  };
  const accepts = (secret: string, { headers, body }: Received) => {
    try {
      new Webhook(secret).verify(body, { ...headers });
      return true;
    } catch {
      return false;
    }
  };
  const rotations = [[first], [first, second], [second], ["no secret"]];
  for (const [at, secrets] of rotations.entries()) {
    file.write(...secrets);
    const fits = secrets[0]?.startsWith("whsec_");
    Deno.kill(server.pid, "SIGHUP");
    await server.logged(fits ? "read_again" : "not_read_again", () => {
      const events = server.log.filter(({ event }) => /read_again$/.test(event));
      return events.length === at + 1;
    });
    await reveals(`T-${at}`);
    const received = (await receiver.gets(at + 1))[at];
    assert(received !== undefined);
    const signing = fits ? secrets : [second];
    for (const secret of [first, second]) {
      assertEquals(accepts(secret, received), signing.includes(secret), `${at}`);
    }
    assertEquals(received.headers["webhook-signature"]?.split(" ").length, signing.length);
  }
  for (const secret of [first, second]) assert(!`${server}`.includes(secret));
});

permittedTest(
  "[A4, S6] at a stop the ends of sessions are still sent; those that can't be are counted",
  async () => {
    await using file = new SecretFile(newSecret());
    await using receiver = new Receiver();
    await using refusing = new Receiver();
    refusing.answer = () => new Response(null, { status: 503 });
    const { flags, reads } = flagsOf({ url: receiver.url, file });
    const both = [...flags, "--webhook", refusing.url];
    await using server = await Server.start({ workers: 2, flags: both, reads });
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 1);
    await anna.sets("BEGIN_VOTING", { ticket_id: "T-1" });
    await anna.sets("MEMBER_VOTED", { ticket_id: "T-1", vote: "5" });
    await anna.sets("REVEAL_VOTES", { ticket_id: "T-1" });
    await receiver.gets(1);
    await server.stop();
    const [, ended] = receiver.received;
    assertEquals(eventOf("session.ended", ended).data.reason, "server_stopping");
    const lost = await server.logged("webhooks_lost");
    assertEquals([lost["host"], lost["waiting"]], [`127.0.0.1:${refusing.port}`, 2]);
  },
);

permittedTest("[A4] with --data what waits is sent after the process was killed", async () => {
  await using file = new SecretFile(newSecret());
  const data = programsFolder();
  const receiver = new Receiver();
  receiver.answer = () => new Response(null, { status: 503 });
  const url = `${receiver.url}?token=abc`;
  const { flags, reads } = flagsOf({ url, file });
  const options = { flags: [...flags, "--data", data], reads };
  const first = await Server.start({ workers: 2, ...options });
  await estimates(first);
  await receiver.gets(1);
  await metricsOnce(first, (text) => {
    const host = `127.0.0.1:${receiver.port}`;
    return valueOf(text, `estimatex_webhook_waiting{host="${host}"}`) === 3;
  });
  await first.kill("SIGKILL");
  const taken = new Map<string, string>(); // the killed process may have sent the first once more
  receiver.answer = ({ headers, body }) => {
    taken.set(headers["webhook-id"] ?? "", JSON.parse(body).type);
    return new Response(null, { status: 204 });
  };
  await using server = await Server.start({ workers: 1, ...options });
  await metricsOnce(server, () => taken.size === 3);
  assertEquals([...taken.values()], ["ballot.revealed", "estimate.set", "session.ended"]);
  assert(taken.has(receiver.received[0]?.headers["webhook-id"] ?? ""), "with the ids it had");
  for (const { name } of Deno.readDirSync(data)) {
    const text = new TextDecoder("latin1").decode(Deno.readFileSync(`${data}/${name}`));
    assert(!text.includes("token=abc") && !text.includes("whsec_"), name);
  }
  await receiver[Symbol.asyncDispose]();
});

permittedTest(
  "[A4] an event that a receiver refuses is sent again with the same id, and the log has no path",
  async () => {
    await using file = new SecretFile(newSecret());
    await using receiver = new Receiver();
    receiver.answer = () =>
      receiver.received.length === 0 ? new Response(null, { status: 500 }) : new Response("");
    const url = receiver.url.replace("//", "//user:pass@") + "?token=abc";
    await using server = await Server.start(flagsOf({ url, file }));
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 1);
    await anna.sets("BEGIN_VOTING", { ticket_id: "T-1" });
    await anna.sets("MEMBER_VOTED", { ticket_id: "T-1", vote: "5" });
    await anna.sets("REVEAL_VOTES", { ticket_id: "T-1" });
    const [one, two] = await receiver.gets(2);
    assertEquals(one?.headers["webhook-id"], two?.headers["webhook-id"]);
    assertEquals(one?.body, two?.body);
    assertEquals(one?.headers["authorization"], `Basic ${btoa("user:pass")}`);
    const failed = await server.logged("webhook_failed");
    assertStringIncludes(`${failed["problem"]}`, "status 500");
    await server.stop();
    for (const secret of ["pass", "abc", "/hook"]) assert(!`${server}`.includes(secret), secret);
  },
);
