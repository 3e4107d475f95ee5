/** Whether somebody takes part as a voter or as an observer. */
import type { Role } from "../../client/mod.ts";
import { words } from "../languages/words.ts";
import { Choice } from "./choice.tsx";

export function RoleChoice({ role, disabled = false, onChoose }: {
  readonly role: Role;
  readonly disabled?: boolean;
  readonly onChoose: (role: Role) => void | Promise<unknown>;
}) {
  const { common, start } = words();
  return (
    <Choice
      legend={start.takePartAs}
      options={[
        { value: "voter", label: common.voter },
        { value: "observer", label: common.observer },
      ]}
      value={role}
      disabled={disabled}
      onChoose={onChoose}
    />
  );
}
