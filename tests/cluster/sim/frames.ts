/** What v2 clients are sent, taken apart: once for all who are sent the same. */

/** A frame as far as anybody looks at it here. */
interface Frame {
  readonly type: string;
  readonly re?: string;
  readonly data: {
    readonly version: number;
    readonly room?: SeenRoom;
    readonly you?: { readonly member_id: string; readonly resume_token: string };
  };
  /** All that it shows of the room; empty: nothing. */
  readonly roomText: string;
}

export interface SeenRoom {
  readonly room_id: string;
  readonly version: number;
  readonly admin_id: string;
  readonly ballot: { readonly ticket_id: string; readonly phase: string } | null;
}

/** More than are on their way at a time, most often. */
const KEPT = 32;

export class Frames {
  readonly #read = new Map<string, Frame>();

  read(text: string): Frame {
    const known = this.#read.get(text);
    if (known !== undefined) return known;
    const parsed: Omit<Frame, "roomText"> = JSON.parse(text);
    const { room } = parsed.data;
    const frame = { ...parsed, roomText: room === undefined ? "" : JSON.stringify(room) };
    this.#read.set(text, frame);
    for (const oldest of this.#read.keys()) {
      if (this.#read.size <= KEPT) break;
      this.#read.delete(oldest);
    }
    return frame;
  }
}
