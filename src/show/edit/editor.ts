import { type Json, parseAddress, type TransportNode, UsageError } from "../../index.ts";
import { editShow, isGuarded, type ShowOp } from "../edit/ops.ts";
import { type PresentState, type PresentStateOptions, presentState } from "../edit/present-state.ts";
import { type RecordCueOptions, type RecordOptions, recordCue, storeScene } from "../edit/record.ts";
import { readCueNumber } from "../file/cue-number.ts";
import { formatShow } from "../file/format.ts";
import { readShow } from "../file/read.ts";
import type { ShowFile } from "../file/show-file.ts";
import { ShowFileError } from "../file/show-file-error.ts";
import type { EditAnswer } from "../node/show-node-events.ts";
import { alteredBy } from "./altered.ts";
import type { Document } from "./document.ts";
import { mergeFile } from "./merge-file.ts";

/** Which values of the stage are taken, and what is said of them. */
export interface StoreOptions extends RecordOptions, Taking {}
export interface RecordOptionsOfCue extends RecordCueOptions, Taking {}

interface Taking extends Pick<PresentStateOptions, "driven"> {
  /** By address: what somebody has seen and chosen, instead of what the stage is by now. */
  readonly values?: ReadonlyMap<string, Json> | undefined;
  /** Refused when the show is at another revision. */
  readonly revision?: number | undefined;
  /** Nothing is stored: the answer says what would be. */
  readonly dry?: boolean | undefined;
}

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

  /** Without a revision each of the edits has to say what it found there. */
  edit(revision: number | undefined, ops: readonly ShowOp[]): EditAnswer {
    if (revision === undefined && !ops.every(isGuarded))
      return this.#answer(false, "an edit without a revision has to say what was there");
    return this.#at(revision, () => {
      this.#put(editShow(this.#document.show, ops));
      return this.#answer(true, `${ops.length} edit${ops.length === 1 ? "" : "s"}`);
    });
  }

  /** Throws `UsageError` for a scene without a name. */
  async store(scene: string, patterns: readonly string[], options: StoreOptions): Promise<EditAnswer> {
    if (scene === "") throw new UsageError("invalid-argument", "a scene wants a name");
    return this.#take(`scene ${scene}`, { patterns, ...options }, (show, values, { over, curve, note }) =>
      storeScene(show, scene, values, { over, curve, note }),
    );
  }

  /** Throws `UsageError` for what is no number of a cue. */
  async record(cue: string, patterns: readonly string[], options: RecordOptionsOfCue): Promise<EditAnswer> {
    if (readCueNumber(cue) === undefined)
      throw new UsageError("invalid-argument", `${JSON.stringify(cue)} is no number of a cue such as 1, 1.5 or 12A`);
    return this.#take(`cue ${cue}`, { patterns, ...options }, (show, values, said) =>
      recordCue(show, cue, values, said),
    );
  }

  /** Takes parts of a file, by their keys. */
  merge(revision: number | undefined, file: ShowFile | undefined, keys: ReadonlySet<string>): EditAnswer {
    return this.#at(revision, () => {
      if (file !== undefined) this.#put(mergeFile(this.#document.show, file, keys));
      return this.#answer(true, "merged");
    });
  }

  remove(scene: string): EditAnswer {
    const used = this.#document.show.cues.filter((cue) => cue.scene === scene).map(({ cue }) => cue);
    if (used.length > 0) return this.#answer(false, `the scene ${scene} is used by cue ${used.join(", ")}`);
    return this.#at(undefined, () => {
      this.#put(editShow(this.#document.show, [{ op: "remove-scene", name: scene }]));
      return this.#answer(true, `scene ${scene} removed`);
    });
  }

  async #take(
    what: string,
    { patterns, driven, values, revision, dry, ...said }: RecordOptionsOfCue & Pick<PresentStateOptions, "patterns">,
    edit: (show: ShowFile, values: ReadonlyMap<string, Json>, said: RecordCueOptions) => ShowFile,
  ): Promise<EditAnswer> {
    const state =
      values === undefined ? await presentState(this.#node, this.#document.show, { patterns, driven }) : given(values);
    if (state.values.size === 0) return this.#answer(false, nothingIn(patterns), state);
    return this.#at(revision, () => {
      const before = this.#document.show;
      const after = edit(before, state.values, said);
      if (dry === true) return { ...this.#answer(true, what, state), alters: alteredBy(before, checked(after)) };
      this.#put(checked(after));
      return this.#answer(true, what, state);
    });
  }

  #put(show: ShowFile): void {
    if (this.#document.edit(show)) this.#edited(show);
  }

  /** What cannot be is refused, and so is what was meant for another revision. */
  #at(revision: number | undefined, edit: () => EditAnswer): EditAnswer {
    const present = this.#document.revision;
    if (revision !== undefined && revision !== present)
      return this.#answer(false, `the show is at revision ${present}, not ${revision}`);
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

/** Throws `UsageError` for what is no address. */
function given(values: ReadonlyMap<string, Json>): PresentState {
  for (const address of values.keys()) parseAddress(address);
  return { values, silent: [], namesakes: [] };
}

/** As it would be read again. Throws `ShowFileError`. */
function checked(show: ShowFile): ShowFile {
  return readShow(formatShow(show));
}

function nothingIn(patterns: readonly string[]): string {
  const what = patterns.length === 0 ? "nothing that is here" : `nothing of ${patterns.join(" ")} that is here`;
  return `${what} can be recalled`;
}
