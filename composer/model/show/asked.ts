import type { Json } from "../../../src/index.ts";
import { Observable } from "../observable.ts";
import type { LiveShow } from "./live-show.ts";

/**
 * What a show answers to a question beside its state. It is asked again when the answer may be another one: when `keyOf` gives another text.
 * An answer that was overtaken by the next question is dropped.
 */
export abstract class Asked extends Observable {
  protected readonly live: LiveShow;
  #key = "";
  #asked = 0;

  constructor(live: LiveShow) {
    super();
    this.live = live;
  }

  /** Looks until the returned function is called. */
  follow(): () => void {
    return this.live.subscribe(() => void this.#look());
  }

  /** Asks again, whatever has changed. */
  protected async again(): Promise<void> {
    const turn = ++this.#asked;
    try {
      const answer = await this.question();
      if (turn === this.#asked) this.take(answer);
    } catch {
      // The view says already that the show does not answer; it is asked again as soon as it tells anything.
      this.#key = "";
    }
    this.changed();
  }

  /** Changes when the show has to be asked anew; undefined while there is nothing to ask. */
  protected abstract keyOf(): string | undefined;
  protected abstract question(): Promise<Json>;
  protected abstract take(answer: Json): void;

  async #look(): Promise<void> {
    const key = this.keyOf();
    if (key === undefined || key === this.#key) return;
    this.#key = key;
    await this.again();
  }
}
