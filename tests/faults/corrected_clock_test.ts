// The machine's clock, which was wrong by five hours, is corrected during a session: from then on all visible times
// must be correct, and the timer's rest unchanged [R17a].
import { assert, assertEquals } from "@std/assert";
import { V2Table } from "../e2e/v2_table.ts";
import type { Member } from "../e2e/v2_member.ts";
import { all } from "./all.ts";
import { FakeTime, fakeTimeTest } from "./fake_time.ts";
import { Subject } from "./subject.ts";

const HOUR_MS = 3_600_000;
const TIMER_MS = 600_000;

/** How far a time is off the clock of the test, in whole hours. */
const hoursOff = (time: number) => Math.round((time - Date.now()) / HOUR_MS) + 0;

/** What was left of the timer in each message that has it, in milliseconds. */
function leftOf({ frames }: Member): number[] {
  return frames.flatMap(({ data }) => {
    if (!("room" in data) || data.room.timer === null) return [];
    return [data.room.timer.ends_at - (data.now ?? NaN)];
  });
}

async function story(off: "+5h" | "-5h", workers: number): Promise<void> {
  const hours = Number.parseInt(off);
  await using time = await FakeTime.create();
  await time.set(off);
  await using server = await Subject.start({ workers, env: time.env });
  await using table = new V2Table(server);
  const anna = await table.creates("anna", 5);
  const bela = await table.joins("bela");
  await anna.does("BEGIN_VOTING", { ticket_id: "T-ONE" });
  await anna.does("START_TIMER", { seconds: TIMER_MS / 1_000 });
  await bela.sees("the timer", ({ timer }) => timer !== null);

  await time.set("+0");
  const cyril = await table.joins("cyril");
  assertEquals(hoursOff(cyril.welcome.now), 0, "WELCOME says what time it is");
  await bela.seesMember("cyril", { presence: "online" });
  for (const member of [bela, cyril]) {
    const left = leftOf(member);
    assert(left.length > 0 && left.every((ms) => ms > 0 && ms <= TIMER_MS), `${left} ms left`);
  }
  await anna.does("MEMBER_VOTED", { ticket_id: "T-ONE", vote: "5" });
  await anna.does("REVEAL_VOTES", { ticket_id: "T-ONE", force: true });
  await bela.does("LEAVE");
  await anna.does("END_SESSION");

  const { results } = (await anna.receives("SESSION_ENDED")).data;
  const [ballot] = results.ballots;
  assertEquals(
    [results.created_at, ballot?.opened_at ?? 0].map(hoursOff),
    [hours, hours],
    "what was stamped before the correction stays",
  );
  assertEquals([ballot?.revealed_at ?? 0, results.ended_at].map(hoursOff), [0, 0]);
  const [a, b, c] = results.participants;
  assertEquals([a, b, c].map((one) => hoursOff(one?.joined_at ?? 0)), [hours, hours, 0]);
  assertEquals(hoursOff(b?.left_at ?? 0), 0);
  const logged = async (event: string) =>
    hoursOff(Date.parse(`${(await server.logged(event))["time"]}`));
  assertEquals([await logged("listening"), await logged("ballot_revealed")], [hours, 0]);
  await server.stop();
}

for (const off of ["+5h", "-5h"] as const) {
  fakeTimeTest(
    `[R17a] a clock that is ${off} off is set right in mid-session: so is every time from then on`,
    () => all([1, 2], (workers) => story(off, workers)),
  );
}
