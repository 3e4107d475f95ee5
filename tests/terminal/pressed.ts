/** Keys pressed in a room, without a terminal, and what came of them. */
import { assertEquals } from "@std/assert";
import type { RoomState } from "../../src/client/mod.ts";
import type { Action } from "../../src/terminal/action.ts";
import type { Model } from "../../src/terminal/model.ts";
import { update } from "../../src/terminal/update.ts";
import { keysOf, modelOf } from "./rooms.ts";

interface Pressed {
  readonly model: Model;
  readonly actions: readonly Action[];
}

export function pressed(model: Model, keys: string): Pressed {
  const actions: Action[] = [];
  for (const key of keysOf(keys)) {
    const step = update(model, { kind: "key", key });
    model = step.model;
    if (step.action !== null) actions.push(step.action);
  }
  return { model, actions };
}

/** A text that is pasted. */
export function pasted(model: Model, text: string): Model {
  return update(model, { kind: "key", key: { kind: "paste", text } }).model;
}

/** What Ana's client shows once the room has become another. */
export function changedTo(model: Model, room: RoomState): Model {
  return update(model, { kind: "room", room, me: "ANA", serverOffsetMs: 0 }).model;
}

/** Keys in a room, and the first action that comes of them. */
export function actionOf(room: RoomState, keys: string, me?: string): Action | undefined {
  return pressed(modelOf(room, me), keys).actions[0];
}

/** Keys in a room, and the notice that comes of them. */
export function noticeOf(room: RoomState, keys: string, me?: string): string {
  const { model, actions } = pressed(modelOf(room, me), keys);
  assertEquals(actions, []);
  return model.notice?.text ?? "";
}
