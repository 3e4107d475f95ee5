/** What v2 clients are sent, taken apart: once for all who are sent the same. */

/** A frame as far as anybody looks at it here. */
interface Parsed {
  readonly type: string;
  readonly re?: string;
  readonly data: {
    readonly version: number;
    readonly room?: SeenRoom;
    readonly you?: { readonly member_id: string; readonly resume_token: string };
  };
}

interface Frame extends Parsed {
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

/** Pages of results that are known at a time: of more rooms than there are. */
const PAGES_KEPT = 4;

/** Behind these in a frame is the room, up to the other. */
const ROOM_IN = /^\{"type":"(?:WELCOME|ROOM_STATE)","data":\{"room":/;
const ROOM_ENDS = { WELCOME: ',"you":', ROOM_STATE: ',"now":' } as const;

/** Behind this in an answer are the ballots of a page. */
const PAGE_OF = /^\{"type":"OK","data":\{"version":\d+,"ballots":\[/;

export class Frames {
  /** Those that several people are sent. */
  readonly #shared = new Map<string, Frame>();
  /** Ballots that were read: the next page most often begins with them. */
  readonly #pages: string[] = [];

  read(text: string): Frame {
    const known = this.#shared.get(text);
    if (known !== undefined) return known;
    const [start = ""] = ROOM_IN.exec(text) ?? [];
    if (start === "") return { ...this.#readAnswer(text), roomText: "" };
    const parsed: Parsed = JSON.parse(text);
    const end = parsed.type === "WELCOME" ? ROOM_ENDS.WELCOME : ROOM_ENDS.ROOM_STATE;
    const frame = { ...parsed, roomText: text.slice(start.length, text.lastIndexOf(end)) };
    this.#shared.set(text, frame);
    if (this.#shared.size > KEPT) {
      const [oldest = ""] = this.#shared.keys();
      this.#shared.delete(oldest);
    }
    return frame;
  }

  /** Of a page of results what comes after ballots that were read is read: nobody looks at them here. */
  #readAnswer(text: string): Parsed {
    const [start = ""] = PAGE_OF.exec(text) ?? [];
    if (start === "") return JSON.parse(text);
    const at = this.#pages.findIndex((page) => text.startsWith(page, start.length));
    const [known = ""] = at < 0 ? [] : this.#pages.splice(at, 1);
    const rest = text.slice(start.length + known.length);
    // between two ballots is a comma
    const parsed = JSON.parse(start + (known === "" ? rest : rest.replace(/^,(?=\{)/, "")));
    this.#pages.unshift(text.slice(start.length, text.lastIndexOf("]")));
    this.#pages.splice(PAGES_KEPT);
    return parsed;
  }
}
