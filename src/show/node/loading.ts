import type { SenderOptions, TransportNode, WaitOptions } from "../../index.ts";
import { lookAt } from "../cues/look.ts";
import type { ShowFile } from "../file/show-file.ts";
import { applyPlan, type Outcome } from "../patch/apply.ts";
import { chosenOf } from "../patch/choice.ts";
import { diffShow } from "../patch/diff.ts";
import type { MatchOptions } from "../patch/match.ts";
import type { Plan } from "../patch/plan.ts";
import { stageShow } from "../patch/staging.ts";
import { takeSnapshot } from "../patch/take-snapshot.ts";

/** What a show found when it was loaded, and what became of it. */
export interface Loaded {
  readonly plan: Plan;
  readonly outcome: Outcome;
}

/** What is to be compared with what is here. */
export interface CompareOptions extends WaitOptions, Pick<MatchOptions, "replace"> {
  /** Another file than that of the show. */
  readonly file?: ShowFile | undefined;
}

export interface LoadOptions extends CompareOptions {
  /** Only these of what is otherwise, by their keys; everything unless said, and then nodes that come later get their part, too. */
  readonly choose?: ReadonlySet<string> | undefined;
}

/** Makes everything as a show says, for those who are here, and once for nodes that come later. */
export class Loading {
  readonly #node: TransportNode;
  readonly #show: (file?: ShowFile) => ShowFile;
  readonly #sender: () => SenderOptions;
  #unstage: (() => void) | undefined;

  /** `show`: as it, or a file, is to be made at this moment. `sender`: which take-over of it this is then. */
  constructor(node: TransportNode, show: (file?: ShowFile) => ShowFile, sender: () => SenderOptions) {
    this.#node = node;
    this.#show = show;
    this.#sender = sender;
  }

  /** What is otherwise than it, or a file, says; nothing is sent but questions. Rejects with `NetworkError`. */
  async compare({ file, replace, ...wait }: CompareOptions): Promise<Plan> {
    return diffShow(this.#show(file), await takeSnapshot(this.#node, wait), { replace });
  }

  /** Rejects with `NetworkError`. */
  async load({ file, replace, choose, ...wait }: LoadOptions): Promise<Loaded> {
    const snapshot = await takeSnapshot(this.#node, wait);
    const plan = diffShow(this.#show(file), snapshot, { replace });
    const sender = this.#sender;
    if (choose !== undefined) {
      const chosen = chosenOf(plan, choose);
      return { plan: chosen, outcome: await applyPlan(this.#node, chosen, { ...wait, sender }) };
    }
    const served = snapshot.nodes.filter(({ fresh }) => fresh).map(({ id }) => id);
    this.end();
    this.#unstage = stageShow(this.#node, () => this.#show(file), { served, replace, timeout: wait.timeout, sender });
    return { plan, outcome: await applyPlan(this.#node, plan, { ...wait, sender }) };
  }

  /** Nodes that come later get nothing any more. */
  end(): void {
    this.#unstage?.();
    this.#unstage = undefined;
  }
}

/** A show without the values that its cues say, once there is one on stage. */
export function unmoved(show: ShowFile, starts: number): ShowFile {
  if (starts === 0) return show;
  const { values } = lookAt(show, show.cues);
  return { ...show, values: new Map([...show.values].filter(([address]) => !values.has(address))) };
}
