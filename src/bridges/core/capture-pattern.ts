/** What the captures of a pattern stand for, by name. */
export type Captures = ReadonlyMap<string, string>;

/**
 * A glob as on the command line (`*` any characters, `?` one), in which `{n}` stands for one or more characters other than a slash, and keeps
 * them under its name. Of several ways to fit, the first capture is as short as it can be. It takes as long as the text has characters,
 * times those of the pattern: what comes from the network is matched with it.
 */
export class CapturePattern {
  readonly text: string;
  readonly names: readonly string[];
  readonly #tokens: readonly Token[];

  constructor(text: string) {
    this.text = text;
    this.#tokens = tokensOf(text);
    this.names = this.#tokens.flatMap((token) => (token.kind === "capture" ? [token.text] : []));
  }

  /** Whether it can fit one text only. */
  get literal(): boolean {
    return this.#tokens.every(({ kind }) => kind === "one");
  }

  /** Undefined where the text does not fit. */
  match(text: string): Captures | undefined {
    const characters = [...text];
    const fits = this.#table(characters);
    if (fits[0]?.[0] !== 1) return undefined;
    const captures = new Map<string, string>();
    let at = 0;
    this.#tokens.forEach((token, index) => {
      const [begin, after] = [at, fits[index + 1]];
      at += token.kind === "capture" || token.kind === "some" ? shortest(token, characters, begin, after) : 1;
      if (token.kind === "capture") captures.set(token.text, characters.slice(begin, at).join(""));
    });
    return captures;
  }

  /** For each token and each character: whether the rest of the pattern fits the rest of the text. */
  #table(characters: readonly string[]): readonly Uint8Array[] {
    const rows: Uint8Array[] = [];
    let after = new Uint8Array(characters.length + 1);
    after[characters.length] = 1;
    rows.push(after);
    for (const token of [...this.#tokens].reverse()) {
      const row = new Uint8Array(characters.length + 1);
      for (let at = characters.length; at >= 0; at--) row[at] = fitsAt(token, characters[at], [row, after], at) ? 1 : 0;
      rows.push((after = row));
    }
    return rows.reverse();
  }
}

/** Puts captures into the places of a text: `fader{n}`. A name that there is none of stays as it is written. */
export function fillIn(template: string, captures: Captures): string {
  return template.replaceAll(/\{([^{}]*)\}/g, (whole, name: string) => captures.get(name) ?? whole);
}

/** The names between braces. */
export function placesIn(template: string): readonly string[] {
  return [...template.matchAll(/\{([^{}]*)\}/g)].map(([, name = ""]) => name);
}

interface Token {
  readonly kind: "one" | "any" | "some" | "capture";
  /** The character, or the name of the capture. */
  readonly text: string;
}

function tokensOf(text: string): readonly Token[] {
  const pieces = text.match(/\{[^{}/]+\}|[\s\S]/gu) ?? [];
  return pieces.map((piece): Token => {
    if (piece === "*") return { kind: "some", text: "" };
    if (piece === "?") return { kind: "any", text: "" };
    return piece.length > 1 && piece.startsWith("{")
      ? { kind: "capture", text: piece.slice(1, -1) }
      : { kind: "one", text: piece };
  });
}

function fitsAt(
  { kind, text }: Token,
  character: string | undefined,
  [row, after]: readonly [Uint8Array, Uint8Array],
  at: number,
): boolean {
  if (kind === "some") return after[at] === 1 || row[at + 1] === 1;
  if (character === undefined) return false;
  if (kind === "capture") return character !== "/" && (after[at + 1] === 1 || row[at + 1] === 1);
  return (kind === "any" || character === text) && after[at + 1] === 1;
}

function shortest(
  { kind }: Token,
  characters: readonly string[],
  begin: number,
  after: Uint8Array | undefined,
): number {
  let end = kind === "capture" ? begin + 1 : begin;
  while (end < characters.length && after?.[end] !== 1) end++;
  return end - begin;
}
