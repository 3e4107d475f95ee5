/** Splits a stream of text into lines. */
export class TextLineStream extends TransformStream<string, string> {
  constructor() {
    let open = "";
    super({
      transform(text, controller) {
        const lines = (open + text).split("\n");
        open = lines.pop() ?? "";
        for (const line of lines) controller.enqueue(line);
      },
      flush(controller) {
        if (open !== "") controller.enqueue(open);
      },
    });
  }
}
