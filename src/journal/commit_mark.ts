/**
 * Beside each data file: the number of its last commit. A file whose write-ahead log is gone, cut off or damaged
 * opens as it was at some earlier commit, and nothing in it shows that; what was noted here does. It is noted after
 * the commit, so it is never ahead of a file that is sound, and costs no wait for the disk.
 */

const encoder = new TextEncoder();

/** The last commit that is known of. */
interface CommitMark {
  readonly commit_no: number;
  /** When what it saved happened, in milliseconds since 1970. */
  readonly at: number;
}

/** Two numbers of the same width always, so that a mark is overwritten in one piece. */
const DIGITS = 15;
const FORM = /^(\d{15}) (\d{15})\n$/;

/** Where the mark of a data file is. */
export function markPath(dataFile: string): string {
  return dataFile.replace(/\.db$/, ".commits");
}

/** The mark of a data file; null where there is none that can be understood. */
export function readMark(dataFile: string): CommitMark | null {
  let text: string;
  try {
    text = Deno.readTextFileSync(markPath(dataFile));
  } catch {
    return null;
  }
  const [, commitNo, at] = FORM.exec(text) ?? [];
  return commitNo === undefined ? null : { commit_no: Number(commitNo), at: Number(at) };
}

/** Notes commits as they are done. */
export class CommitMarker {
  readonly #file: Deno.FsFile;
  #closed = false;

  /** Throws where the file can't be opened. */
  constructor(dataFile: string) {
    const path = markPath(dataFile);
    this.#file = Deno.openSync(path, { create: true, write: true, mode: 0o600 });
  }

  /** A mark that can't be written is behind, which is no harm. */
  note({ commit_no: commitNo, at }: CommitMark): void {
    const [number, time] = [commitNo, at].map((one) => `${Math.trunc(one)}`.padStart(DIGITS, "0"));
    try {
      this.#file.seekSync(0, Deno.SeekMode.Start);
      this.#file.writeSync(encoder.encode(`${number} ${time}\n`));
    } catch {
      // the commit is done all the same
    }
  }

  /** Any number of times. */
  close(): void {
    if (!this.#closed) this.#file.close();
    this.#closed = true;
  }
}
