/**
 * Where notices and what screen readers read out stand: at the end of the body, or in the dialog that lies over
 * everything, since all else is inert then: nobody could read, hear or dismiss them. It is one element that
 * moves, so that nothing in it is read out twice.
 */
export function placeLive(): void {
  const live = document.getElementById("live");
  const over = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.body;
  if (live !== null && live.parentElement !== over) over.append(live);
}
