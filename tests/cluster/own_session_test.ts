// [C20] A node whose session is not acknowledged for too long says why.
import { assertEquals } from "@std/assert";
import type { Append, AppendResult, LastResult } from "../../src/cluster/engine.ts";
import { OwnSession } from "../../src/cluster/own_session.ts";
import { FakeClock } from "../base/fake_clock.ts";

/** What a session reports that has these answers to its writes; to reads, once they are used up, `read`; null: none. */
function reported(answers: AppendResult[], read: LastResult | null): readonly (string | null)[] {
  const clock = new FakeClock();
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
        const found: LastResult = { kind: "found", record: { subject, ...kept } };
        const result = answers.length > 0 ? found : read;
        if (result !== null) clock.after(1, () => done(result));
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
  return problems;
}

Deno.test("[C20] nothing was acknowledged for longer than the patience: the reason is not one that is over", () => {
  const answers: AppendResult[] = [
    { kind: "appended", seq: 1 },
    { kind: "failed", problem: "NATS refused: insufficient resources" },
    { kind: "appended", seq: 2 },
  ];
  assertEquals(reported(answers, null), ["NATS does not answer"]);
});

Deno.test("[C20] the reason is that of the last call: a write whose connection was lost is followed by reads", () => {
  const answers: AppendResult[] = [
    { kind: "appended", seq: 1 },
    { kind: "failed", problem: "the connection to NATS was lost" },
  ];
  const problem = "not connected to NATS (certificate expired)";
  assertEquals(reported(answers, { kind: "failed", problem }), [problem]);
});
