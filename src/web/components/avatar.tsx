/** A person's initials on a colour. It is decoration: the name is always nearby. */
import { hueOf, initials } from "../pure/avatars.ts";

/** The initials are drawn by the style sheet, so that they are not read out, searched or translated. */
export function Avatar({ name }: { readonly name: string }) {
  const style = { "--hue": String(hueOf(name)) };
  return <span class="avatar" aria-hidden="true" data-sign={initials(name)} style={style} />;
}
