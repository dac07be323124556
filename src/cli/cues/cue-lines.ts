import type { ShowState, ShowStateCue } from "../../show.ts";
import { type Printable, toJsonText } from "../format/json.ts";
import { pad, printable, widthOf } from "../format/text.ts";

/** The cues as lines for people who read no screen. */
export function formatCues({ cues, active, next }: ShowState): readonly string[] {
  const widest = (of: (cue: ShowStateCue) => string): number => Math.max(0, ...cues.map((cue) => widthOf(of(cue))));
  const [numbers, names] = [widest(({ cue }) => printable(cue)), widest(nameOf)];
  return cues.map((cue) => {
    const mark = cue.id === active ? ">" : cue.id === next ? "*" : " ";
    const facts = [
      cue.state === "idle" ? "" : cue.state,
      cue.disabled ? "off" : "",
      cue.missing.length === 0 ? "" : `missing: ${cue.missing.join(", ")}`,
      cue.note ?? "",
    ].filter((fact) => fact !== "");
    const time = `${cue.lasts.toFixed(1)} s`.padStart(8);
    return `${mark} ${pad(printable(cue.cue), numbers)}  ${pad(nameOf(cue), names)}  ${time}  ${printable(facts.join("  "))}`.trimEnd();
  });
}

/** Who stands ready for the show, and what people have to decide. */
export function formatUnderstudies({ understudies, disputed }: ShowState): readonly string[] {
  const ready = understudies.map(({ name, id, auto, follows }) => {
    const facts = [...(auto ? ["takes over by itself"] : []), ...(follows ? [] : ["does not follow yet"])];
    return printable([`understudy: ${name} ${id.slice(0, 8)}`, ...facts].join(", "));
  });
  if (disputed === undefined) return ready;
  return [...ready, `played here and on ${disputed.slice(0, 8)}: "zocp takeover ID" says which goes on`];
}

/** The same for other programs. */
export function describeUnderstudies({ understudies, disputed }: ShowState): Printable {
  return { understudies: understudies.map((one) => ({ ...one })), disputed };
}

/** One cue for other programs. */
export function describeCue({ follow, missing, ...cue }: ShowStateCue): Printable {
  return { ...cue, follow: follow && { ...follow }, missing };
}

/** What is otherwise than it was told before. */
export class CueNews {
  readonly #told = new Map<string, string>();
  #understudies = NOBODY;

  /** Whether others stand ready than before, or people have to decide something else. At first nobody does. */
  isOtherwise(state: ShowState): boolean {
    const before = this.#understudies;
    this.#understudies = toJsonText(describeUnderstudies(state));
    return this.#understudies !== before;
  }

  /** The cues, all of them the first time. */
  news({ cues }: ShowState): readonly ShowStateCue[] {
    return cues.filter((cue) => {
      const text = toJsonText(describeCue(cue));
      const isNew = this.#told.get(cue.id) !== text;
      this.#told.set(cue.id, text);
      return isNew;
    });
  }
}

const NOBODY = toJsonText({ understudies: [], disputed: undefined });

function nameOf({ name, scene }: ShowStateCue): string {
  return printable(name ?? scene ?? "");
}
