// Beginning and voting: who may, on what, and what a vote is [R5, R6, R12].
import { stories } from "./story.ts";

stories({
  "[R6] a second vote replaces the first, and is no news": `
    ana creates 3
    ana announces -> joined ana
    bob joins -> joined bob
    ana begins T-1 -> opened T-1 #1
    bob votes 8 -> voted bob first
    bob votes 13 -> voted bob again
    bob votes 13 -> voted bob again
    phase? -> voting
    ana votes 5 -> voted ana first, completed T-1 #1
    bob votes 2 -> voted bob again
    ana reveals T-1 -> revealed T-1 #1 bob:2 ana:5`,

  "[R6, R12] a vote that names its attempt counts for no other": `
    ana creates 3
    ana announces -> joined ana
    bob joins -> joined bob
    ana begins T-1 -> opened T-1 #1
    bob votes 5 on T-1 at 1 -> voted bob first
    ana restarts -> restarted T-1 #2
    bob votes 8 on T-1 at 1 -> refused wrong_attempt
    bob votes 8 on T-1 at 3 -> refused wrong_attempt
    voted? -> none
    bob votes 8 on T-1 at 2 -> voted bob first
    bob votes 3 on T-1 -> voted bob again`,

  "[R6] only cards of the deck count": `
    ana creates 2
    ana announces -> joined ana
    ana begins T-1 -> opened T-1 #1
    ana votes 4 -> refused card_not_in_deck
    ana votes 05 -> refused card_not_in_deck
    ana votes 34 -> refused card_not_in_deck
    ana votes 21 -> voted ana first, completed T-1 #1
    ana votes 4 -> refused card_not_in_deck
    ana votes ? -> voted ana again
    ana votes ☕ -> voted ana again
    ana reveals T-1 -> revealed T-1 #1 ana:☕`,

  "[R6] the deck is the room's own": `
    ana creates 2 with XS S M ?
    ana announces -> joined ana
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> refused card_not_in_deck
    ana votes s -> refused card_not_in_deck
    ana votes S -> voted ana first, completed T-1 #1`,

  "[R12] every ballot starts empty": `
    ana creates 2
    ana announces -> joined ana
    bob joins -> joined bob, filled
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first
    bob votes 8 -> voted bob first, completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 ana:5 bob:8
    ana begins T-2 -> opened T-2 #1
    phase? -> voting
    ana forces T-2 -> refused no_votes
    bob votes 1 -> voted bob first
    ana forces T-2 -> revealed T-2 #1 bob:1`,

  "[R12] the same ticket again is a new attempt, counted by itself": `
    ana creates 1
    ana announces -> joined ana, filled
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first, completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 ana:5
    ana begins T-2 -> opened T-2 #1
    ana votes 1 -> voted ana first, completed T-2 #1
    ana reveals T-2 -> revealed T-2 #1 ana:1
    ana begins T-1 -> opened T-1 #2
    ana votes 8 -> voted ana first, completed T-1 #2
    ana reveals T-1 -> revealed T-1 #2 ana:8
    ana begins t-1 -> opened t-1 #1
    history? -> T-1 #1 ana:5, T-2 #1 ana:1, T-1 #2 ana:8`,

  "[R12] a restart discards what was not revealed": `
    ana creates 2
    ana announces -> joined ana
    ana restarts -> refused no_ballot
    bob joins -> joined bob, filled
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first
    ana restarts -> restarted T-1 #2
    bob votes 8 -> voted bob first
    phase? -> voting
    ana votes 3 -> voted ana first, completed T-1 #2
    ana restarts -> restarted T-1 #3
    history? -> none
    ana forces T-1 -> refused no_votes
    bob votes 2 -> voted bob first
    ana forces T-1 -> revealed T-1 #3 bob:2
    history? -> T-1 #3 bob:2`,

  "[R12] a restart after the reveal is one more attempt, both are kept": `
    ana creates 1
    ana announces -> joined ana, filled
    ana begins T-1 -> opened T-1 #1
    ana votes 5 -> voted ana first, completed T-1 #1
    ana reveals T-1 -> revealed T-1 #1 ana:5
    ana restarts -> restarted T-1 #2
    ana reveals T-1 -> refused not_complete
    ana votes 8 -> voted ana first, completed T-1 #2
    ana reveals T-1 -> revealed T-1 #2 ana:8
    history? -> T-1 #1 ana:5, T-1 #2 ana:8`,
});
