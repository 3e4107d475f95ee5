/** The model of unique names in a room [W5]. */
import type { ModelRoom } from "./model_room.ts";
import type { Person } from "./person.ts";

/** A sanitised name, and the key by which names are compared [W5]. */
interface NameLike {
  readonly shown: string;
  readonly key: string;
}

const NAME_LENGTH_MAX = 40;

/** [W5] Makes a name unique among members and barred people: `Ana`, or `Ana (2)` if there is an Ana. */
export function freeName(
  { people, bars }: Pick<ModelRoom, "people" | "bars">,
  { shown, key }: NameLike,
  but: Person | null = null,
): NameLike {
  const taken = (key: string) => [...people, ...bars].some((one) => one !== but && one.key === key);
  let free = { shown, key };
  for (let number = 2; taken(free.key); number++) {
    const suffix = ` (${number})`;
    const cut = (text: string) => text.slice(0, NAME_LENGTH_MAX - suffix.length).trimEnd() + suffix;
    free = { shown: cut(shown), key: cut(key) };
  }
  return free;
}
