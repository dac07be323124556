import type { Attachment } from "svelte/attachments";
import { stepsOf } from "../../model/network/range.ts";
import type { ShownParameter } from "../../model/network/shown-parameter.ts";
import { Typing } from "../../model/view/typing.ts";

/** What a field shows, and what happens to what is typed. */
export interface Field {
  /** The text of the value; `exact` while the field has the focus: every digit. */
  text(parameter: ShownParameter, exact: boolean): string;
  send(text: string): void;
  /** An arrow key moves it, unless somebody is typing. */
  step?(steps: number): void;
  /** It is left: by a key, or because something else has the focus. */
  left?(by: "key" | "focus"): void;
}

/** Draws a parameter's value into a field, and sends what is typed there: see {@link Typing}. */
export function typed(parameter: ShownParameter, field: Field): Attachment<HTMLInputElement> {
  return (input) => {
    const entry = new Entry(input, parameter, field);
    const gone = new AbortController();
    for (const [type, handle] of entry.handlers)
      input.addEventListener(type, handle as EventListener, { signal: gone.signal });
    entry.renew();
    const stop = parameter.onPaint(() => entry.paint());
    return () => {
      stop();
      gone.abort();
    };
  };
}

class Entry {
  readonly #input: HTMLInputElement;
  readonly #parameter: ShownParameter;
  readonly #field: Field;
  readonly #typing = new Typing();
  readonly handlers: readonly (readonly [string, (event: KeyboardEvent) => void])[] = [
    ["focus", () => this.#enter()],
    ["click", () => this.#clicked()],
    ["input", () => this.#change()],
    // A field that is being taken off the page loses the focus first: a moment later it is seen to be gone.
    ["blur", () => queueMicrotask(() => this.#leave())],
    ["keydown", (event) => this.#press(event)],
  ];
  /** The click that brought the focus must not leave a caret where a whole number was selected. */
  #fresh = false;

  constructor(input: HTMLInputElement, parameter: ShownParameter, field: Field) {
    this.#input = input;
    this.#parameter = parameter;
    this.#field = field;
  }

  get #focused(): boolean {
    return document.activeElement === this.#input;
  }

  paint(): void {
    const { value, selectionStart, selectionEnd } = this.#input;
    const all = selectionStart === 0 && selectionEnd === value.length;
    if (!this.#typing.yields({ focused: this.#focused, all })) return;
    const text = this.#field.text(this.#parameter, this.#focused);
    if (text === value) return;
    this.#input.value = text;
    if (this.#focused) this.#input.select();
  }

  #enter(): void {
    // A window that has the focus again goes on where it was.
    if (this.#typing.edited) return;
    this.#fresh = true;
    this.renew();
  }

  #clicked(): void {
    const { selectionStart, selectionEnd } = this.#input;
    if (this.#fresh && selectionStart === selectionEnd && !this.#typing.edited) this.#input.select();
    this.#fresh = false;
  }

  #change(): void {
    this.#typing.change(this.#focused);
    this.paint();
  }

  #leave(): void {
    // It is the window that lost the focus: whoever looks something up in another one has not finished.
    if (this.#focused) return;
    this.#send(this.#typing.leave(this.#input.value, this.#input.isConnected));
    this.paint();
    this.#field.left?.("focus");
  }

  #press(event: KeyboardEvent): void {
    if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
    // Enter that ends the choice of a word is not Enter.
    if (event.isComposing) return;
    if (event.key === "Enter") return this.#finish(this.#typing.take(this.#input.value));
    if (event.key === "Escape") {
      this.#typing.drop();
      this.#input.blur();
      return this.#finish(undefined);
    }
    const steps = this.#field.step === undefined || !VERTICAL.test(event.key) ? undefined : stepsOf(event);
    if (steps === undefined) return;
    event.preventDefault();
    if (this.#typing.edited) return;
    this.#field.step?.(steps);
    this.renew();
  }

  #finish(text: string | undefined): void {
    this.#send(text);
    this.renew();
    this.#field.left?.("key");
  }

  /** Shows the value as it is, ready to be written over. */
  renew(): void {
    this.#input.value = this.#field.text(this.#parameter, this.#focused);
    if (this.#focused) this.#input.select();
  }

  #send(text: string | undefined): void {
    if (text !== undefined) this.#field.send(text);
  }
}

const VERTICAL = /^(Arrow|Page)(Up|Down)$/;
