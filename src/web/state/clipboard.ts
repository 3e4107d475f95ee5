/**
 * Copying, also where the page came over plain http from another machine: browsers keep their clipboard
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
