/** The model of a home's requests to trackers, in the order in which its rooms made them [A5]. */
import { type Answer, answered, type Asking, type Trackers } from "./model_trackers.ts";
import { fail, insist } from "./violation.ts";

interface HomeState {
  readonly now: () => number;
  /** Whether the home is frozen: then nobody is answered any more. */
  readonly isFrozen: () => boolean;
}

export class ModelTrackers implements Trackers {
  readonly name: string | null;
  readonly #home: HomeState;
  #waiting: readonly Asking[] = [];
  /** A request that the model has made, and the home has not. */
  #asked: Asking | null = null;

  constructor(name: string | null, home: HomeState) {
    this.name = name;
    this.#home = home;
  }

  asks(asking: Asking): void {
    this.#waiting = [...this.#waiting, asking];
    this.#asked = asking;
  }

  /** The home makes the same request; `question` describes it. */
  taken(question: string): Asking {
    const asking = this.#asked ?? fail(`[A5] the home asks: ${question}`);
    this.#asked = null;
    insist(asking.question === question, `[A5] asked ${question}, not ${asking.question}`);
    return asking;
  }

  /** The tracker answers the home. */
  answered(asking: Asking, answer: Answer): void {
    insist(!this.#home.isFrozen(), "[A5] a home that has stopped waits for a tracker");
    insist(!asking.room.over, "[A5] a room that is over waits for a tracker");
    insist(asking.room.asking === asking, "[A5] an answer to what the room doesn't wait for");
    this.#answer(asking, answer);
  }

  /** The home gives up waiting for an answer. */
  tooLate(): void {
    const asking =
      this.#waiting.find(({ room, until }) => !room.over && until <= this.#home.now()) ??
        fail("[A5] a question is given up too early");
    asking.room.coverage.count("tracker answers too late");
    this.#answer(asking, { problem: "tracker_unreachable" });
  }

  #answer(asking: Asking, answer: Answer): void {
    this.#waiting = this.#waiting.filter((one) => one !== asking);
    answered(asking, answer, { now: this.#home.now(), trackers: this });
  }
}
