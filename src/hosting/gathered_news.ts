/**
 * What v1 members of a large room are sent about each other, gathered: one frame for each of them in a tick, not one for
 * each vote. It keeps what waits, and who has had how much of it; it sends nothing, and has no timer.
 */
import { encodeNews, leftOut, type News } from "../protocol/v1_encode.ts";
import type { MemberId } from "../room/state.ts";

/** What waits is at most about so long, in UTF-16 units; of what comes then only how much it was is kept. */
export const NEWS_LENGTH_MAX = 8_192;

export class GatheredNews {
  #news: News[] = [];
  #length = 0;
  /** With those that were too many to keep. */
  #count = 0;
  /** How many of them a member has had, or came after; none: 0. */
  readonly #had = new Map<MemberId, number>();

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** How many wait. */
  get count(): number {
    return this.#count;
  }

  add(news: News): void {
    this.#count++;
    if (this.#length >= NEWS_LENGTH_MAX) return;
    this.#news.push(news);
    this.#length += news.text.length;
  }

  /** What waits is not for this member: it has just come. */
  skip(member: MemberId): void {
    if (this.#count > 0) this.#had.set(member, this.#count);
  }

  /** Takes out what waits for these, in frames: each with those who get it. */
  take<Person extends { readonly member_id: MemberId }>(
    people: Iterable<Person>,
  ): readonly { readonly frame: string; readonly people: readonly Person[] }[] {
    const byHad = new Map<number, Person[]>();
    for (const person of people) {
      const had = this.#had.get(person.member_id) ?? 0;
      if (had === this.#count) continue;
      this.#had.set(person.member_id, this.#count);
      const same = byHad.get(had);
      if (same === undefined) byHad.set(had, [person]);
      else same.push(person);
    }
    return [...byHad].map(([had, people]) => ({ frame: this.#frame(had), people }));
  }

  /** The first so many wait for nobody any more. */
  drop(count: number): void {
    this.#news.splice(0, count);
    this.#length = this.#news.reduce((length, { text }) => length + text.length, 0);
    this.#count -= count;
    for (const [member, had] of this.#had) {
      if (had > count) this.#had.set(member, had - count);
      else this.#had.delete(member);
    }
  }

  /** Nothing waits any more, for anybody. */
  clear(): void {
    this.drop(this.#count);
  }

  #frame(had: number): string {
    const more = this.#count - Math.max(had, this.#news.length);
    const news = this.#news.slice(had);
    return encodeNews(more > 0 ? [...news, leftOut(more)] : news);
  }
}
