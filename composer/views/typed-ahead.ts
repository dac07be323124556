/** What was typed for one question, and whether Enter ended it. */
export interface EarlyAnswer {
  readonly text: string;
  readonly entered: boolean;
}

/** A key as a browser tells it. */
export interface Pressed {
  readonly key: string;
  /** It is held. */
  readonly repeat: boolean;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/**
 * What is typed into a question before its field is there, which is loaded when it is opened. Enter answers the question, and what follows
 * is for the one that it may lead to.
 */
export class TypedAhead {
  /** The last is not ended yet; undefined while nothing is waited for. */
  #answers: readonly string[] | undefined;

  /** Whether a field is waited for. */
  get waits(): boolean {
    return this.#answers !== undefined;
  }

  /** A question was asked. */
  begin(): void {
    this.#answers = [""];
  }

  /** Takes a key if it is one of a text that is waited for. One that is held is no second Enter. */
  take({ key, repeat, shiftKey, ctrlKey, metaKey, altKey }: Pressed): boolean {
    const all = this.#answers;
    if (all === undefined || ctrlKey || metaKey || altKey) return false;
    const text = all.at(-1) ?? "";
    if (key === "Enter" && !shiftKey) this.#answers = repeat || all.length === MOST ? all : [...all, ""];
    else if (key === "Backspace") this.#answers = all.with(-1, text.slice(0, -1));
    else if ([...key].length === 1) this.#answers = all.with(-1, text + key);
    else return false;
    return true;
  }

  /** A field is there: what was typed for it. After what Enter has not ended, the field itself takes what is typed. */
  next(): EarlyAnswer | undefined {
    const [text, ...more] = this.#answers ?? [];
    this.#answers = more.length > 0 ? more : undefined;
    return text === undefined ? undefined : { text, entered: more.length > 0 };
  }

  /** The question is gone. */
  end(): void {
    this.#answers = undefined;
  }
}

/** Questions that are answered ahead. */
const MOST = 4;
