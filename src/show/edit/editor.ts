import { type TransportNode, UsageError } from "../../index.ts";
import { editShow, type ShowOp } from "../edit/ops.ts";
import { type PresentState, type PresentStateOptions, presentState } from "../edit/present-state.ts";
import { type RecordCueOptions, type RecordOptions, recordCue, storeScene } from "../edit/record.ts";
import { readCueNumber } from "../file/cue-number.ts";
import type { ShowFile } from "../file/show-file.ts";
import { ShowFileError } from "../file/show-file-error.ts";
import type { EditAnswer } from "../node/show-node-events.ts";
import type { Document } from "./document.ts";

/** Which values of the stage are taken, and what is said of them. */
export interface StoreOptions extends RecordOptions, Pick<PresentStateOptions, "driven"> {}
export interface RecordOptionsOfCue extends RecordCueOptions, Pick<PresentStateOptions, "driven"> {}

/** Edits the show: by what is said, and by what the stage is. Nothing moves by that. */
export class Editor {
  readonly #node: TransportNode;
  readonly #document: Document;
  readonly #edited: (show: ShowFile) => void;

  /** `edited` hears of each new version. */
  constructor(node: TransportNode, document: Document, edited: (show: ShowFile) => void) {
    this.#node = node;
    this.#document = document;
    this.#edited = edited;
  }

  edit(revision: number, ops: readonly ShowOp[]): EditAnswer {
    const present = this.#document.revision;
    if (revision !== present) return this.#answer(false, `the show is at revision ${present}, not ${revision}`);
    return this.#try(() => {
      this.#put(editShow(this.#document.show, ops));
      return this.#answer(true, `${ops.length} edit${ops.length === 1 ? "" : "s"}`);
    });
  }

  /** Throws `UsageError` for a scene without a name. */
  async store(scene: string, patterns: readonly string[], { driven, ...said }: StoreOptions): Promise<EditAnswer> {
    if (scene === "") throw new UsageError("invalid-argument", "a scene wants a name");
    const state = await presentState(this.#node, this.#document.show, { patterns, driven });
    if (state.values.size === 0) return this.#answer(false, nothingIn(patterns), state);
    this.#put(storeScene(this.#document.show, scene, state.values, said));
    return this.#answer(true, `scene ${scene}`, state);
  }

  /** Throws `UsageError` for what is no number of a cue. */
  async record(cue: string, patterns: readonly string[], options: RecordOptionsOfCue): Promise<EditAnswer> {
    const { driven, ...said } = options;
    if (readCueNumber(cue) === undefined)
      throw new UsageError("invalid-argument", `${JSON.stringify(cue)} is no number of a cue such as 1, 1.5 or 12A`);
    const state = await presentState(this.#node, this.#document.show, { patterns, driven });
    if (state.values.size === 0) return this.#answer(false, nothingIn(patterns), state);
    this.#put(recordCue(this.#document.show, cue, state.values, said));
    return this.#answer(true, `cue ${cue}`, state);
  }

  remove(scene: string): EditAnswer {
    const used = this.#document.show.cues.filter((cue) => cue.scene === scene).map(({ cue }) => cue);
    if (used.length > 0) return this.#answer(false, `the scene ${scene} is used by cue ${used.join(", ")}`);
    return this.#try(() => {
      this.#put(editShow(this.#document.show, [{ op: "remove-scene", name: scene }]));
      return this.#answer(true, `scene ${scene} removed`);
    });
  }

  #put(show: ShowFile): void {
    if (this.#document.edit(show)) this.#edited(show);
  }

  #try(edit: () => EditAnswer): EditAnswer {
    try {
      return edit();
    } catch (error) {
      if (error instanceof UsageError || error instanceof ShowFileError) return this.#answer(false, error.message);
      throw error;
    }
  }

  #answer(accepted: boolean, text: string, state?: PresentState): EditAnswer {
    const { revision } = this.#document;
    const { values, silent = [], namesakes = [] } = state ?? {};
    return { accepted, text, revision, values: values?.size ?? 0, silent, namesakes };
  }
}

function nothingIn(patterns: readonly string[]): string {
  const what = patterns.length === 0 ? "nothing that is here" : `nothing of ${patterns.join(" ")} that is here`;
  return `${what} can be recalled`;
}
