/** A person as a sign and a colour. The name stands beside it or near it, so that nothing hangs on this. */
import { hueOf, initials } from "../pure/avatars.ts";

/** The sign is drawn by the style sheet: it is no text to be read out, searched or translated. */
export function Avatar({ name }: { readonly name: string }) {
  const style = { "--hue": String(hueOf(name)) };
  return <span class="avatar" aria-hidden="true" data-sign={initials(name)} style={style} />;
}
