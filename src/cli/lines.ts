/** Cuts a text that arrives in pieces into lines. A line that is too long is left out and reported: memory stays bounded. */
export class Lines {
  readonly #limit: number;
  readonly #line: (text: string, number: number) => void;
  readonly #tooLong: (number: number) => void;
  #rest = "";
  #skipping = false;
  #number = 0;

  constructor(
    line: (text: string, number: number) => void,
    {
      tooLong = () => {},
      limit = LIMIT,
    }: { readonly tooLong?: (number: number) => void; readonly limit?: number } = {},
  ) {
    this.#line = line;
    this.#tooLong = tooLong;
    this.#limit = limit;
  }

  /** The longest line that is taken, in characters. */
  get limit(): number {
    return this.#limit;
  }

  push(text: string): void {
    const lines = text.split("\n");
    lines.forEach((piece, index) => {
      this.#append(piece);
      if (index < lines.length - 1) this.#finish();
    });
  }

  /** The last line may lack its end. */
  end(): void {
    if (this.#rest !== "" || this.#skipping) this.#finish();
  }

  #append(piece: string): void {
    if (this.#skipping) return;
    this.#rest += piece;
    if (this.#rest.length <= this.#limit) return;
    this.#rest = "";
    this.#skipping = true;
  }

  #finish(): void {
    this.#number++;
    const line = this.#rest.trim();
    const skipped = this.#skipping;
    this.#rest = "";
    this.#skipping = false;
    if (skipped) this.#tooLong(this.#number);
    else if (line !== "") this.#line(line, this.#number);
  }
}

const LIMIT = 0x10_0000;
