/** What a worker has asked main and not heard yet. Each question gets an answer in time, main's or none. */
import { type Answer, NO_ANSWER, type Operation } from "../server/operations.ts";

/** How long main may take, in milliseconds: it waits for the other workers itself. */
export const ANSWER_WITHIN_MS = 2_000;

export class Questions {
  readonly #post: (question: number, operation: Operation) => void;
  readonly #open = new Map<number, (answer: Answer) => void>();
  #last = 0;

  constructor(post: (question: number, operation: Operation) => void) {
    this.#post = post;
  }

  ask(operation: Operation): Promise<Answer> {
    const question = ++this.#last;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.answered(question, NO_ANSWER), ANSWER_WITHIN_MS);
      this.#open.set(question, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      this.#post(question, operation);
    });
  }

  /** Too late, or twice, is no matter. */
  answered(question: number, answer: Answer): void {
    this.#open.get(question)?.(answer);
    this.#open.delete(question);
  }
}
