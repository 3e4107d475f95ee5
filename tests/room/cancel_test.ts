// Giving a ballot up, and ballots without a ticket [R11a].
import { stories } from "./story.ts";

const ROOM = `
    ana creates 3
    ana announces -> joined ana
    bob joins -> joined bob`;

stories({
  "[R11a] a cancelled ballot is in no history, and nobody is shown its cards": `${ROOM}
    ana begins T-1 -> opened T-1 #1
    bob votes 5 -> voted bob first
    ana cancels -> cancelled T-1 #1
    phase? -> none
    voted? -> none
    history? -> none
    ana cancels -> refused no_ballot
    bob votes 5 -> refused no_ballot
    ana ends the session -> ended ended_by_admin
    history? -> none`,

  "[R11a, R12] a late vote doesn't count for the next ballot on the same ticket": `${ROOM}
    ana begins T-1 -> opened T-1 #1
    ana cancels -> cancelled T-1 #1
    ana begins T-1 -> opened T-1 #2
    bob votes 5 on T-1 at 1 -> refused wrong_attempt
    ana cancels -> cancelled T-1 #2
    ana begins T-2 -> opened T-2 #1
    ana cancels -> cancelled T-2 #1
    ana begins T-1 -> opened T-1 #3`,

  "[R11a] a ticket of the queue is its first again, whole; another is not put there": `${ROOM}
    ana queues T-1 T-2=Log_in T-3 -> changed
    ana edits T-2 url https://example.test/2 -> changed
    ana begins T-2 -> opened T-2 #1
    ana restarts -> restarted T-2 #2
    ana cancels -> cancelled T-2 #2
    queue? -> T-2=Log_in at https://example.test/2, T-1, T-3
    ana begins T-9 -> opened T-9 #1
    ana cancels -> cancelled T-9 #1
    queue? -> T-2=Log_in at https://example.test/2, T-1, T-3`,

  "[R11a] a ticket that was queued again in the meantime is there once": `${ROOM}
    ana queues T-1 T-2 -> changed
    ana begins T-1 -> opened T-1 #1
    ana queues T-3 T-1 -> changed
    ana cancels -> cancelled T-1 #1
    queue? -> T-1, T-2, T-3`,

  "[R11a] the timer ends with the ballot, so that it reveals no other": `${ROOM}
    ana begins T-1 -> opened T-1 #1
    ana starts 60s to reveal -> changed
    ana cancels -> cancelled T-1 #1
    timer? -> none
    ana begins T-2 -> opened T-2 #1
    bob votes 5 -> voted bob first
    after 60s
    tick
    phase? -> voting`,

  "[R11a] what was revealed of a ticket stays when its next attempt is cancelled": `${ROOM}
    ana begins T-1 -> opened T-1 #1
    bob votes 5 -> voted bob first
    ana forces T-1 -> revealed T-1 #1 bob:5
    ana restarts -> restarted T-1 #2
    ana cancels -> cancelled T-1 #2
    history? -> T-1 #1 bob:5
    ana estimates T-1 5 -> estimated`,

  "[R11a] without a ticket a ballot is Vote 1, Vote 2, and so on": `${ROOM}
    ana begins -> opened Vote 1 #1
    bob votes 5 on T-1 -> refused wrong_ticket
    ana restarts -> restarted Vote 1 #2
    ana cancels -> cancelled Vote 1 #2
    ana begins -> opened Vote 2 #1
    ana votes 5 -> voted ana first
    ticket? -> Vote 2`,
});
