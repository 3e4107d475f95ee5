/**
 * The member's own vote: what the server has counted, and what is not confirmed yet, because it is on its way or was
 * chosen without a connection. The newest choice is sent again until it is confirmed or its ballot (ticket and attempt)
 * is over. It sends through a callback.
 */
import type { ClientCommand } from "../protocol/v2_commands.ts";
import type { BallotName } from "./commands.ts";
import { ClientError, type Waiter } from "./errors.ts";
import { openBallot } from "./open_ballot.ts";
import { isSameBallot } from "./same_ballot.ts";
import type { OkData, RoomState, You } from "./types.ts";

/** The member's vote on the ballot that the room shows. */
export interface OwnVote {
  /** The ballot's ticket. */
  readonly ticket_id: string;
  /** The ballot's attempt at that ticket. */
  readonly attempt: number;
  /** null: it is being withdrawn. */
  readonly card: string | null;
  /** Whether it is not confirmed yet: it was sent, or waits for a connection. */
  readonly pending: boolean;
}

/** What a person chooses. */
type VoteChoice = Pick<OwnVote, "ticket_id" | "card">;

interface Choosing {
  readonly online: boolean;
  readonly waiter: Waiter<number>;
}

interface Choice extends Pick<OwnVote, "ticket_id" | "attempt" | "card"> {
  readonly waiters: readonly Waiter<number>[];
}

/** Sends a command. If the waiter fails with `connection_lost`, the vote is kept. */
type SendVote = (command: ClientCommand, waiter: Waiter<OkData>) => void;

export class OwnVotes {
  readonly #send: SendVote;
  #room: RoomState | null = null;
  /** The vote that the server has on the ballot that is shown, and the version of the room that has it. */
  #counted: OwnVote & { readonly version: number } | null = null;
  /** Unconfirmed choices, oldest first: only the last one matters to the person. */
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

  /** Takes a choice, and sends it if there is a connection. */
  choose(chosen: VoteChoice, { online, waiter }: Choosing): void {
    const ballot = this.#room === null ? null : openBallot(this.#room);
    if (ballot?.ticket_id !== chosen.ticket_id) {
      // not the open ballot, as far as is known here: the server decides, and the choice can't be kept
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
    // [R9] a member who becomes an observer loses its vote; a state from before the vote does not show it
    const lost = voted === false && room.version >= counted.version;
    if (lost || !this.#isShown(counted)) this.#counted = null;
  }

  /** WELCOME has come: the choices have arrived before, are sent now, or are too late. */
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

  /** Nothing will be sent any more: rejects all waiters. */
  fail(error: ClientError): void {
    const choices = this.#choices;
    this.#choices = [];
    for (const { waiters } of choices) for (const waiter of waiters) waiter.failed(error);
  }

  #deliver(choice: Choice): void {
    const { ticket_id, attempt, card, waiters } = choice;
    this.#send(commandOf(choice), {
      done: ({ version = 0 }) => {
        this.#forget(choice);
        if (this.#isShown(choice)) {
          const counted = { ticket_id, attempt, pending: false, version };
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

  #isShown(vote: BallotName): boolean {
    return isSameBallot(this.#room?.ballot, vote);
  }
}

/** With the attempt, so that a vote that crosses a restart does not count for the new attempt. */
function commandOf({ ticket_id, attempt, card }: Choice): ClientCommand {
  return { type: "MEMBER_VOTED", data: { ticket_id, attempt, vote: card } };
}

function tooLate({ ticket_id, waiters }: Choice): void {
  const message = `Voting on ${ticket_id} is over: your last choice may not have counted.`;
  for (const waiter of waiters) waiter.failed(new ClientError("ballot_over", message));
}
