/** The results of a session that is over, as the cluster keeps them [C17]. */
import type { Ending } from "../journal/journal.ts";
import type { Room } from "../room/state.ts";
import type { Append } from "./engine.ts";
import { encodeRecords } from "./room_records.ts";
import type { Subjects } from "./subjects.ts";

/** What there is to say about a session. */
type Session = Pick<Room, "room_id" | "created_at" | "version" | "participants" | "history">;

/** What is appended of it: the engine keeps one of each, however often it is tried. */
export function resultsOf(
  room: Session,
  ending: Ending,
  { subjects, format, partBytes }: {
    readonly subjects: Subjects;
    /** None: the newest [C18]. */
    readonly format?: number;
    readonly partBytes?: number | undefined;
  },
): readonly Append[] {
  const { room_id, created_at, version, participants, history } = room;
  // a session whose home dies before its tombstone goes on elsewhere, and ends another time
  const write = `${room_id}-${created_at}-${version}`;
  const payload = JSON.stringify({
    room_id,
    created_at,
    ...ending,
    participants,
    ballots: history,
  });
  const record = { life: "results", write, version, whole: true };
  const texts = encodeRecords(
    format === undefined ? record : { ...record, format },
    payload,
    partBytes,
  );
  const subject = subjects.results(room_id, created_at);
  return texts.map((text, n) => ({ subject, text, expected: null, once: `${write}-${n}` }));
}
