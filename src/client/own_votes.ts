/**
 * The person's own vote: what the server has of it, what was sent and is not confirmed yet, and what
 * was chosen while there was no connection. Of that nothing is lost: the newest choice is sent again, as
 * long as its ballot (ticket and attempt) is open. It sends through a callback and knows no connection.
 */
import type { ClientCommand } from "../protocol/v2_commands.ts";
import { ClientError, type Waiter } from "./errors.ts";
import { openBallot } from "./open_ballot.ts";
import type { OkData, RoomState, You } from "./types.ts";

/** The own vote on the ballot that the room shows. */
export interface OwnVote {
  /** The ballot's ticket. */
  readonly ticket_id: string;
  /** The ballot's attempt at that ticket. */
  readonly attempt: number;
  /** null: being withdrawn. */
  readonly card: string | null;
  /** Not confirmed yet: under way, or waiting for a connection. */
  readonly pending: boolean;
}

/** What a person wants. */
type VoteChoice = Pick<OwnVote, "ticket_id" | "card">;

interface Choosing {
  readonly online: boolean;
  readonly waiter: Waiter<number>;
}

interface Choice extends Pick<OwnVote, "ticket_id" | "attempt" | "card"> {
  readonly waiters: readonly Waiter<number>[];
}

/** Sends a command; a waiter that fails with `connection_lost` means: keep the vote. */
type SendVote = (command: ClientCommand, waiter: Waiter<OkData>) => void;

export class OwnVotes {
  readonly #send: SendVote;
  #room: RoomState | null = null;
  /** What the server has, on the ballot that is shown, since a version of the room. */
  #counted: OwnVote & { readonly version: number } | null = null;
  /** Not confirmed, oldest first: the last one is what the person wants. */
  #choices: Choice[] = [];

  constructor(send: SendVote) {
    this.#send = send;
  }

  get current(): OwnVote | null {
    const chosen = this.#choices.at(-1);
    if (chosen !== undefined && this.#isShown(chosen)) {
      const { ticket_id, attempt, card } = chosen;
      return { ticket_id, attempt, card, pending: true };
    }
    if (this.#counted === null) return null;
    const { version: _, ...counted } = this.#counted;
    return counted;
  }

  /** Takes a choice, and sends it where there is a connection. */
  choose(chosen: VoteChoice, { online, waiter }: Choosing): void {
    const ballot = this.#room === null ? null : openBallot(this.#room);
    if (ballot?.ticket_id !== chosen.ticket_id) {
      // not the ballot we know of: the server may know better, but it can't be kept
      const { ticket_id, card: vote } = chosen;
      this.#send({ type: "MEMBER_VOTED", data: { ticket_id, vote } }, {
        done: ({ version = 0 }) => waiter.done(version),
        failed: (error) => waiter.failed(error),
      });
      return;
    }
    const choice = { ...chosen, attempt: ballot.attempt, waiters: [waiter] };
    this.#choices.push(choice);
    if (online) this.#deliver(choice);
  }

  /** The room has changed. */
  stated(room: RoomState, memberId: string): void {
    this.#room = room;
    const counted = this.#counted;
    if (counted === null) return;
    const voted = room.members.find((member) => member.member_id === memberId)?.voted;
    // [R9] whoever turns observer loses its vote; a state from before the vote has nothing of it
    const lost = voted === false && room.version >= counted.version;
    if (lost || !this.#isShown(counted)) this.#counted = null;
  }

  /** Back in the room, as it is now: what was chosen has arrived, is sent now, or comes too late. */
  welcomed(room: RoomState, { member_id: memberId, vote }: You): void {
    this.#room = room;
    const { ballot, version } = room;
    const revealed = ballot?.phase === "revealed";
    const card = revealed ? ballot.votes?.find((one) => one.member_id === memberId)?.card : vote;
    this.#counted = ballot !== null && card !== undefined
      ? {
        ticket_id: ballot.ticket_id,
        attempt: ballot.attempt,
        card,
        pending: false,
        version,
      }
      : null;

    const choices = this.#choices;
    const shown = choices.filter((choice) => this.#isShown(choice));
    const newest = shown.at(-1);
    const waiters = shown.flatMap((choice) => choice.waiters);
    this.#choices = [];
    for (const choice of choices) if (!shown.includes(choice)) tooLate(choice);
    if (newest === undefined) return;
    const choice = { ...newest, waiters };
    if (choice.card === (card ?? null)) {
      for (const waiter of waiters) waiter.done(version);
    } else if (revealed) {
      tooLate(choice);
    } else {
      this.#choices.push(choice);
      this.#deliver(choice);
    }
  }

  /** Nothing more will be sent. */
  fail(error: ClientError): void {
    const choices = this.#choices;
    this.#choices = [];
    for (const { waiters } of choices) for (const waiter of waiters) waiter.failed(error);
  }

  #deliver(choice: Choice): void {
    const { ticket_id: ticketId, attempt, card, waiters } = choice;
    this.#send(commandOf(choice), {
      done: ({ version = 0 }) => {
        this.#forget(choice);
        if (this.#isShown(choice)) {
          const counted = { ticket_id: ticketId, attempt, pending: false, version };
          this.#counted = card === null ? null : { ...counted, card };
        }
        for (const waiter of waiters) waiter.done(version);
      },
      failed: (error) => {
        if (error.code === "connection_lost") return;
        this.#forget(choice);
        for (const waiter of waiters) waiter.failed(error);
      },
    });
  }

  #forget(choice: Choice): void {
    this.#choices = this.#choices.filter((one) => one !== choice);
  }

  #isShown({ ticket_id: ticketId, attempt }: Pick<OwnVote, "ticket_id" | "attempt">): boolean {
    const ballot = this.#room?.ballot;
    return ballot?.ticket_id === ticketId && ballot.attempt === attempt;
  }
}

/** It names its attempt: where it crosses a restart it must not count for a ballot nobody has seen. */
function commandOf({ ticket_id: ticketId, attempt, card }: Choice): ClientCommand {
  return { type: "MEMBER_VOTED", data: { ticket_id: ticketId, attempt, vote: card } };
}

function tooLate({ ticket_id: ticketId, waiters }: Choice): void {
  const message = `Voting on ${ticketId} is over: your last choice may not have counted.`;
  for (const waiter of waiters) waiter.failed(new ClientError("ballot_over", message));
}
