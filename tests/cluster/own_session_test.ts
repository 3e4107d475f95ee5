// [C20] A node whose session is not acknowledged for too long says why.
import { assertEquals } from "@std/assert";
import type { Append, AppendResult, LastResult } from "../../src/cluster/engine.ts";
import { OwnSession } from "../../src/cluster/own_session.ts";
import { FakeClock } from "../base/fake_clock.ts";

Deno.test("[C20] nothing was acknowledged for longer than the patience: the reason is not one that is over", () => {
  const clock = new FakeClock();
  const answers: (AppendResult | null)[] = [
    { kind: "appended", seq: 1 },
    { kind: "failed", problem: "NATS refused: insufficient resources" },
    { kind: "appended", seq: 2 },
  ];
  let kept = { seq: 0, text: "" };
  const problems: (string | null)[] = [];
  const session = new OwnSession({
    engine: {
      append({ text }: Append, done: (result: AppendResult) => void) {
        const answer = answers.shift() ?? null;
        if (answer?.kind === "appended") kept = { seq: answer.seq, text };
        if (answer !== null) clock.after(1, () => done(answer));
        return () => {};
      },
      last(subject: string, done: (result: LastResult) => void) {
        const record = { subject, ...kept };
        if (answers.length > 0) clock.after(1, () => done({ kind: "found", record }));
        return () => {};
      },
    },
    clock,
    lease: { renewed() {}, end() {} },
    ...{ node: "a", incarnation: "A", format: 1, subject: "session.A" },
    ...{ renewMs: 1_000, patienceMs: 3_000 },
    lost: (problem) => problems.push(`lost: ${problem}`),
    outOfReach: (problem) => problems.push(problem),
  });
  session.start();
  for (let beat = 0; beat < 10; beat++) {
    clock.advance(1_000);
    session.beat();
  }
  assertEquals(answers, []);
  assertEquals(problems, ["NATS does not answer"]);
});
