/** A key that was pressed, or a text that was pasted. */
export interface Key {
  /** `up`, `shift-left`, `enter`, `escape`, `ctrl-c`, …; `text` for a letter, `paste` for what was pasted. */
  readonly name: string;
  /** What it writes; empty for keys that write nothing. */
  readonly text: string;
}

/**
 * Makes keys of what a terminal sends. A machine: Escape and the beginning of an arrow key look the same until more comes, or
 * until `deadline`.
 */
export class KeyReader {
  #rest = "";
  #pasted: string | undefined;
  #deadline = Number.POSITIVE_INFINITY;

  /** When it wants `handleTimeout`, in milliseconds; Infinity for never. */
  get deadline(): number {
    return this.#deadline;
  }

  handle(text: string, now: number): readonly Key[] {
    this.#rest += text;
    const keys = [...this.#take()];
    const waits = this.#rest !== "" || this.#pasted !== undefined;
    this.#deadline = waits ? now + (this.#pasted === undefined ? ESCAPE : PASTE) : Number.POSITIVE_INFINITY;
    return keys;
  }

  /** What was waited for did not come. */
  handleTimeout(now: number): readonly Key[] {
    if (now < this.#deadline) return [];
    this.#deadline = Number.POSITIVE_INFINITY;
    const [rest, pasted] = [this.#rest, this.#pasted];
    this.#rest = "";
    this.#pasted = undefined;
    if (pasted !== undefined) return [{ name: "paste", text: pasted + rest }];
    return rest === ESC ? [key("escape")] : [];
  }

  *#take(): Iterable<Key> {
    while (this.#rest !== "") {
      if (this.#pasted !== undefined) {
        if (!this.#takePaste()) return;
        yield { name: "paste", text: this.#pasted };
        this.#pasted = undefined;
        continue;
      }
      const sequence = SEQUENCE.exec(this.#rest)?.[0];
      if (sequence === undefined) return;
      this.#rest = this.#rest.slice(sequence.length);
      if (sequence === PASTE_BEGIN) this.#pasted = "";
      else yield keyOf(sequence);
    }
  }

  /** Whether all of it is here. */
  #takePaste(): boolean {
    const end = this.#rest.indexOf(PASTE_END);
    // Its end may be in two pieces.
    const length = end >= 0 ? end : Math.max(0, this.#rest.length - PASTE_END.length);
    this.#pasted = `${this.#pasted}${this.#rest.slice(0, length)}`.slice(0, LONGEST);
    this.#rest = this.#rest.slice(end >= 0 ? end + PASTE_END.length : length);
    return end >= 0;
  }
}

function keyOf(sequence: string): Key {
  const named = NAMES.get(sequence);
  if (named !== undefined) return key(named);
  if (!sequence.startsWith(ESC)) {
    const code = sequence.codePointAt(0) ?? 0;
    if (code < 0x20) return key(`ctrl-${String.fromCharCode(code + 0x60)}`);
    return code < 0x80 || code > 0x9f ? { name: "text", text: sequence } : key("unknown");
  }
  const [, modifier, letter = ""] = MODIFIED.exec(sequence) ?? [];
  const plain = NAMES.get(`${ESC}[${letter}`);
  return key(plain === undefined ? "unknown" : modifier === "2" ? `shift-${plain}` : "unknown");
}

function key(name: string): Key {
  return { name, text: "" };
}

const ESC = "\u001b";
const PASTE_BEGIN = `${ESC}[200~`;
const PASTE_END = `${ESC}[201~`;
/** Milliseconds that the rest of a key may take over a slow line, and the rest of a pasted text. */
const ESCAPE = 50;
const PASTE = 1000;
/** Characters. */
const LONGEST = 0x10000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys begin with one
const SEQUENCE = /^(?:\u001b\[[0-?]*[ -/]*[@-~]|\u001bO[@-~]|\u001b[^[O\u001b]|\u001b(?=\u001b)|[^\u001b])/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys begin with one
const MODIFIED = /^\u001b\[1;(\d)([A-HF])$/;
const NAMES: ReadonlyMap<string, string> = new Map<string, string>(
  Object.entries({
    ...{ "[A": "up", "[B": "down", "[C": "right", "[D": "left", "[H": "home", "[F": "end" },
    ...{ OA: "up", OB: "down", OC: "right", OD: "left", OH: "home", OF: "end" },
    ...{
      "[1~": "home",
      "[4~": "end",
      "[7~": "home",
      "[8~": "end",
      "[5~": "page-up",
      "[6~": "page-down",
      "[3~": "delete",
    },
    "": "escape",
  }).map(([sequence, name]) => [`${ESC}${sequence}`, name] as const),
)
  .set("\r", "enter")
  .set("\n", "enter")
  .set("\t", "tab")
  .set("\b", "backspace")
  .set("\u007f", "backspace");
