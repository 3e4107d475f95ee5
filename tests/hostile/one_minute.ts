/** Guesses are counted by the minute of the clock [W9], which server and test share. */

/** Tries again until all of an attempt lies within one minute of the clock; each is given its number, from 1. */
export async function withinOneMinute<Seen>(
  attempt: (number: number) => Promise<Seen>,
): Promise<Seen> {
  for (let number = 1;; number++) {
    const minute = () => Math.floor(Date.now() / 60_000);
    const began = minute();
    const seen = await attempt(number);
    if (minute() === began) return seen;
  }
}
