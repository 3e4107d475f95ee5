/** A name, which the admin can press. A long one has two lines, and is shown in full on hover and focus. */
import type { ComponentChildren } from "preact";
import { words } from "../languages/words.ts";

/** Longer names may not fit. */
const SHORT_MAX = 16;

export function MemberName({ member_id: memberId, name, onPress, children }: {
  readonly member_id: string;
  readonly name: string;
  readonly onPress: ((memberId: string) => void) | undefined;
  /** What stands before the name. */
  readonly children?: ComponentChildren;
}) {
  const manage = words().table.manage(name);
  const isLong = name.length > SHORT_MAX;
  const look = `member-name ${isLong ? "long" : ""}`;
  if (onPress === undefined) {
    // focusable, so that a name that is cut off can be read with a keyboard or by touch
    return (
      <span class={look} translate={false} tabIndex={isLong ? 0 : undefined}>
        {children}
        <bdi class="text" translate={false} title={name}>{name}</bdi>
      </span>
    );
  }
  return (
    <button
      type="button"
      class={look}
      translate={false}
      title={manage}
      onClick={() => onPress(memberId)}
    >
      {children}
      <bdi class="text" translate={false}>{name}</bdi>
    </button>
  );
}
