/** What is typed into a question before its field is there, which is loaded when it is opened. */
export class TypedAhead {
  #text: string | undefined;

  /** A question was asked. */
  begin(): void {
    this.#text = "";
  }

  /** Takes a key if it is one of a text that is waited for. */
  take({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    if (this.#text === undefined || ctrlKey || metaKey || altKey) return false;
    if (key === "Backspace") this.#text = this.#text.slice(0, -1);
    else if ([...key].length === 1) this.#text += key;
    else return false;
    return true;
  }

  /** The field is there, or the question is gone: what was typed so far. */
  end(): string {
    const text = this.#text ?? "";
    this.#text = undefined;
    return text;
  }
}
