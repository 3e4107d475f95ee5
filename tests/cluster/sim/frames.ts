/** Parses v2 frames, each text once for all clients that get it. */

/** The fields of a frame that the simulation uses. */
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
  /** The room in it, as text; "": there is none. */
  readonly roomText: string;
}

export interface SeenRoom {
  readonly room_id: string;
  readonly version: number;
  readonly admin_id: string;
  readonly ballot: { readonly ticket_id: string; readonly phase: string } | null;
}

/** How many frames are cached: usually more than are on their way at the same time. */
const KEPT = 32;

/** How many pages of results are cached: for more rooms than there are. */
const PAGES_KEPT = 4;

/** What precedes the room in a frame, and what follows it. */
const ROOM_IN = /^\{"type":"(?:WELCOME|ROOM_STATE)","data":\{"room":/;
const ROOM_ENDS = { WELCOME: ',"you":', ROOM_STATE: ',"now":' } as const;

/** What precedes the ballots in a page of results. */
const PAGE_OF = /^\{"type":"OK","data":\{"version":\d+,"ballots":\[/;

export class Frames {
  /** Cached frames. */
  readonly #shared = new Map<string, Frame>();
  /** Ballots that were parsed: most pages begin with those of an earlier one. */
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

  /** Parses a page of results, without ballots that were parsed before. */
  #readAnswer(text: string): Parsed {
    const [start = ""] = PAGE_OF.exec(text) ?? [];
    if (start === "") return JSON.parse(text);
    const at = this.#pages.findIndex((page) => text.startsWith(page, start.length));
    const [known = ""] = at < 0 ? [] : this.#pages.splice(at, 1);
    const rest = text.slice(start.length + known.length);
    // ballots are separated by commas
    const parsed = JSON.parse(start + (known === "" ? rest : rest.replace(/^,(?=\{)/, "")));
    this.#pages.unshift(text.slice(start.length, text.lastIndexOf("]")));
    this.#pages.splice(PAGES_KEPT);
    return parsed;
  }
}
