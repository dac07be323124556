/** Something that reads what comes from outside, and what shows that it does so well. */
export interface Target {
  readonly name: string;
  /** Valid inputs, and such as were recorded; at least one. */
  readonly corpus: readonly Uint8Array[];
  /** Words of the format. */
  readonly words: readonly Uint8Array[];
  /** Octets of the longest input. */
  readonly longest?: number;
  /** Talks over real sockets: far fewer inputs. */
  readonly sockets?: true;
  /** Plays something long for each input: it has a test of its own. */
  readonly slow?: true;
  /** Begins a round. */
  begin(): Round | Promise<Round>;
}

/** Some inputs one after the other, to the same thing. Whatever is thrown is a finding. */
export interface Round {
  input(bytes: Uint8Array): void | Promise<void>;
  /** The end: whether everything else goes on as if nothing had happened. */
  end?(): void | Promise<void>;
}

/** Lets through what a reader may throw, and nothing else. */
export function allow(kinds: readonly (abstract new (...args: never[]) => Error)[], read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!kinds.some((kind) => error instanceof kind)) throw error;
  }
}

/** Throws when something is not as it must be. */
export function check(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`it does not hold: ${what}`);
}

export function ascii(...texts: readonly string[]): readonly Uint8Array[] {
  return texts.map((text) => new TextEncoder().encode(text));
}
