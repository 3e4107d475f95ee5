/** What becomes of the room when its admin leaves [R14]. */
import type { Settings } from "../../client/mod.ts";
import { words } from "../languages/words.ts";
import { Choice } from "./choice.tsx";

export function OnLeaveChoice({ value, disabled = false, onChoose }: {
  readonly value: Settings["on_admin_leave"];
  readonly disabled?: boolean;
  readonly onChoose: (value: Settings["on_admin_leave"]) => void | Promise<unknown>;
}) {
  const { whenYouLeave, getsNewAdmin, closes } = words().start;
  return (
    <Choice
      legend={whenYouLeave}
      options={[{ value: "promote", label: getsNewAdmin }, { value: "close", label: closes }]}
      value={value}
      disabled={disabled}
      onChoose={onChoose}
    />
  );
}
