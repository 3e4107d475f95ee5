/**
 * Lines for the v1 members of a large room, gathered so that each member gets one frame in a tick, not one for each
 * vote. It keeps the lines, and how many of them each member has been sent already. Pure state: it sends nothing.
 */
import { encodeNews, leftOut, type News } from "../protocol/v1_encode.ts";
import type { MemberId } from "../room/state.ts";

/** About the most text that is kept, in UTF-16 units; beyond it lines are only counted. */
export const NEWS_LENGTH_MAX = 8_192;

export class GatheredNews {
  #news: News[] = [];
  #length = 0;
  /** Lines, including those that were only counted. */
  #count = 0;
  /** How many lines a member has been sent, or missed because it joined later; 0 if absent. */
  readonly #had = new Map<MemberId, number>();

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** How many lines are waiting. */
  get count(): number {
    return this.#count;
  }

  add(news: News): void {
    this.#count++;
    if (this.#length >= NEWS_LENGTH_MAX) return;
    this.#news.push(news);
    this.#length += news.text.length;
  }

  /** The lines so far are not for this member, who has just joined. */
  skip(member: MemberId): void {
    if (this.#count > 0) this.#had.set(member, this.#count);
  }

  /** The frames for these members, each with its recipients; notes that they have been sent. */
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

  /** Drops the first lines, which everybody has been sent. */
  drop(count: number): void {
    this.#news.splice(0, count);
    this.#length = this.#news.reduce((length, { text }) => length + text.length, 0);
    this.#count -= count;
    for (const [member, had] of this.#had) {
      if (had > count) this.#had.set(member, had - count);
      else this.#had.delete(member);
    }
  }

  /** Drops all lines. */
  clear(): void {
    this.drop(this.#count);
  }

  #frame(had: number): string {
    const more = this.#count - Math.max(had, this.#news.length);
    const news = this.#news.slice(had);
    return encodeNews(more > 0 ? [...news, leftOut(more)] : news);
  }
}
