import { formatShow } from "../file/format.ts";
import type { ShowFile } from "../file/show-file.ts";
import type { Keeper } from "../node/keeper.ts";

/** The show as it is now, how often it was edited, and its file. */
export class Document {
  #show: ShowFile;
  #revision = 0;
  readonly #file: Keeper | undefined;

  /** Edits are kept in `file`, where there is one. */
  constructor(show: ShowFile, file: Keeper | undefined) {
    this.#show = show;
    this.#file = file;
  }

  get show(): ShowFile {
    return this.#show;
  }

  get revision(): number {
    return this.#revision;
  }

  /** Whether it is kept in a file. */
  get keeps(): boolean {
    return this.#file !== undefined;
  }

  /** Gives false when it is the same show. */
  edit(show: ShowFile): boolean {
    const text = formatShow(show);
    if (text === formatShow(this.#show)) return false;
    this.#show = show;
    this.#revision++;
    this.#file?.keep(text);
    return true;
  }

  /** It is another one than its file: that is written, too. */
  keep(): void {
    this.#file?.keep(formatShow(this.#show));
  }

  /** The file is written. */
  async settled(): Promise<void> {
    await this.#file?.settled();
  }
}
