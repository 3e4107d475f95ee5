/**
 * Copies and shares texts. Copying works also if the page came over plain http from another machine: browsers withhold
 * their clipboard interface from such pages, but not the old command.
 */

/** Copies a text, and returns whether it worked. */
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
    // the person cancelled, or the device has shown an error itself
  }
}

function copyByCommand(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.readOnly = true;
  area.className = "unseen";
  // within an open dialog, since the focus can't leave it
  const place = document.querySelector("dialog[open]") ?? document.body;
  const before = document.activeElement;
  place.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (before instanceof HTMLElement) before.focus();
  return copied;
}
