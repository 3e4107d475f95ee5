/**
 * The place of notices and live regions: the end of the body, or the open dialog, because everything else is inert then
 * and could not be read or dismissed. One element is moved, so that nothing is read out twice.
 */
export function placeLive(): void {
  const live = document.getElementById("live");
  const over = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.body;
  if (live !== null && live.parentElement !== over) over.append(live);
}
