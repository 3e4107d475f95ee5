/**
 * Passing a text on. Copying works also where the page came over plain http from another machine: browsers keep their clipboard
 * interface from such pages, but not the old command.
 */

/** Copies a text; whether it worked. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByCommand(text);
  }
}

/** Hands a link to whichever program of the device the person picks. */
export async function shareLink(
  link: { readonly title: string; readonly url: string },
): Promise<void> {
  try {
    await navigator.share({ ...link });
  } catch {
    // the person thought better of it, or the device has shown why not
  }
}

function copyByCommand(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.readOnly = true;
  area.className = "unseen";
  // inside an open dialog, or the focus may not go there
  const place = document.querySelector("dialog[open]") ?? document.body;
  const before = document.activeElement;
  place.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (before instanceof HTMLElement) before.focus();
  return copied;
}
