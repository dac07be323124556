import type { TransportNode, WaitOptions } from "../../index.ts";
import { alteredBy } from "../edit/altered.ts";
import type { Document } from "../edit/document.ts";
import { type PresentDifference, presentFile } from "../edit/present-file.ts";
import { formatShow } from "../file/format.ts";
import type { ShowFile } from "../file/show-file.ts";
import type { EditAnswer } from "./show-node-events.ts";

export interface SaveOptions extends WaitOptions {
  /** Refused when the show is at another revision. */
  readonly revision?: number | undefined;
  /** Nothing is saved: the answer says what would be. */
  readonly dry?: boolean | undefined;
  /** Also values of sensors that a link drives. */
  readonly driven?: boolean | undefined;
}

/** What was saved, or would be. */
export interface SaveAnswer extends EditAnswer {
  readonly differences: readonly PresentDifference[];
  /** Whether it lies in the file of the show now; a show without a file is the only one that has it. */
  readonly kept: boolean;
  /** The file, as it is then. */
  readonly content: string;
}

/** Takes what is patched and set into the show, and writes its file. Rejects with `NetworkError`. */
export async function save(
  { node, document, played, put }: Saving,
  { revision, dry = false, ...options }: SaveOptions,
): Promise<SaveAnswer> {
  const before = document.show;
  const { show, differences, silent, namesakes } = await presentFile(node, before, { ...options, played });
  const stale = before !== document.show || (revision !== undefined && revision !== document.revision);
  const alters = dry ? alteredBy(before, show) : [];
  if (!stale && !dry) {
    put(show);
    document.keep();
    await document.settled();
  }
  const text = stale ? `the show is at revision ${document.revision} by now` : `${differences.length} differences`;
  return {
    ...{ accepted: !stale, text, revision: document.revision, values: differences.length, silent, namesakes, alters },
    ...{ differences, kept: document.keeps, content: formatShow(show) },
  };
}

interface Saving {
  readonly node: TransportNode;
  readonly document: Document;
  /** Whether a cue was played. */
  readonly played: boolean;
  readonly put: (show: ShowFile) => void;
}
