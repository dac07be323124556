import { looksOf } from "../cues/looks.ts";
import type { ShowFile } from "../file/show-file.ts";
import { sameValue } from "../patch/file-values.ts";

/** The numbers of the cues whose look is another one after an edit: what is edited in an early cue is seen in those behind it. */
export function alteredBy(before: ShowFile, after: ShowFile): readonly string[] {
  const looks = new Map([...looksOf(before)].map(({ cue, values }) => [cue.id, values]));
  const altered: string[] = [];
  for (const { cue, values } of looksOf(after)) {
    const old = looks.get(cue.id);
    if (old !== undefined && !sameValue(old, values)) altered.push(cue.cue);
  }
  return altered;
}
