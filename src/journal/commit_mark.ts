/**
 * The number of the last commit of each data file, in a small file beside it. A SQLite file whose write-ahead log is
 * missing, cut off or damaged opens as it was at an earlier commit, without any error; this number shows that commits
 * are missing. It is written after the commit, so it is never ahead of an intact file, and does not wait for the disk.
 */

const encoder = new TextEncoder();

/** The last commit that was noted. */
interface CommitMark {
  readonly commit_no: number;
  /** When what it saved happened, in milliseconds since 1970. */
  readonly at: number;
}

/** Digits of each of the two numbers: the width never changes, so that the file is overwritten in one piece. */
const DIGITS = 15;
const FORM = /^(\d{15}) (\d{15})\n$/;

/** The path of a data file's mark. */
export function markPath(dataFile: string): string {
  return dataFile.replace(/\.db$/, ".commits");
}

/** The mark of a data file; null if there is none or it can't be read. */
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

/** Writes the mark after each commit. */
export class CommitMarker {
  readonly #file: Deno.FsFile;
  #closed = false;

  /** Throws if the file can't be opened. */
  constructor(dataFile: string) {
    const path = markPath(dataFile);
    this.#file = Deno.openSync(path, { create: true, write: true, mode: 0o600 });
  }

  /** Writes the mark. An error is ignored: a mark that is behind does no harm. */
  note({ commit_no: commitNo, at }: CommitMark): void {
    const [number, time] = [commitNo, at].map((one) => `${Math.trunc(one)}`.padStart(DIGITS, "0"));
    try {
      this.#file.seekSync(0, Deno.SeekMode.Start);
      this.#file.writeSync(encoder.encode(`${number} ${time}\n`));
    } catch {
      // the commit itself has succeeded
    }
  }

  /** Idempotent. */
  close(): void {
    if (!this.#closed) this.#file.close();
    this.#closed = true;
  }
}
