/** Files that are dropped on the page: without this the browser would leave the room for them. */
import { useEffect, useRef } from "preact/hooks";

/** Calls `onDrop` with a file that is dropped anywhere, while the component that uses this is there. */
export function useFileDrops(onDrop: (file: File) => void): void {
  const latest = useRef(onDrop);
  latest.current = onDrop;
  useEffect(() => {
    const onDrag = (event: DragEvent) => {
      const { type, dataTransfer } = event;
      if (dataTransfer?.types.includes("Files") !== true) return; // a text is for a field
      event.preventDefault();
      const file = dataTransfer.files[0];
      if (type === "drop" && file !== undefined) latest.current(file);
    };
    document.addEventListener("dragover", onDrag);
    document.addEventListener("drop", onDrag);
    return () => {
      document.removeEventListener("dragover", onDrag);
      document.removeEventListener("drop", onDrag);
    };
  }, []);
}
