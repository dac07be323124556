/**
 * A field that somebody may be typing into. It tells what was typed from what merely stands there: only what was typed is ever
 * sent, and only by Enter or by going on to something else.
 */
export class Typing {
  #edited = false;

  /** Whether what stands in the field is a person's, and not the node's. */
  get edited(): boolean {
    return this.#edited;
  }

  /** The text was changed. A browser that fills in fields by itself does that too: then nobody is in the field. */
  change(focused: boolean): void {
    this.#edited = focused;
  }

  /** What is to be sent; undefined when nothing was typed. */
  take(text: string): string | undefined {
    const edited = this.#edited;
    this.#edited = false;
    return edited ? text : undefined;
  }

  /** What was typed is given up. */
  drop(): void {
    this.#edited = false;
  }

  /** What is to be sent when the field is left. One that was taken off the page has nothing to say. */
  leave(text: string, there: boolean): string | undefined {
    if (!there) this.drop();
    return this.take(text);
  }

  /** Whether the text may be replaced by a newer value: not what was typed, and not what a caret stands in. */
  yields(caret: { readonly focused: boolean; readonly all: boolean }): boolean {
    return !this.#edited && (!caret.focused || caret.all);
  }
}
