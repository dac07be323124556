import type { SenderOptions, TransportNode, WaitOptions } from "../../index.ts";
import { lookAt } from "../cues/look.ts";
import type { ShowFile } from "../file/show-file.ts";
import { applyPlan, type Outcome } from "../patch/apply.ts";
import { diffShow } from "../patch/diff.ts";
import type { Plan } from "../patch/plan.ts";
import { stageShow } from "../patch/staging.ts";
import { takeSnapshot } from "../patch/take-snapshot.ts";

/** What a show found when it was loaded, and what became of it. */
export interface Loaded {
  readonly plan: Plan;
  readonly outcome: Outcome;
}

/** Makes everything as a show says, for those who are here, and once for nodes that come later. */
export class Loading {
  readonly #node: TransportNode;
  readonly #show: () => ShowFile;
  readonly #sender: () => SenderOptions;
  #unstage: (() => void) | undefined;

  /** `show`: as it is to be made at this moment. `sender`: which take-over of it this is then. */
  constructor(node: TransportNode, show: () => ShowFile, sender: () => SenderOptions) {
    this.#node = node;
    this.#show = show;
    this.#sender = sender;
  }

  /** Rejects with `NetworkError`. */
  async load(options: WaitOptions): Promise<Loaded> {
    const snapshot = await takeSnapshot(this.#node, options);
    const plan = diffShow(this.#show(), snapshot);
    const served = snapshot.nodes.filter(({ fresh }) => fresh).map(({ id }) => id);
    this.end();
    const sender = this.#sender;
    this.#unstage = stageShow(this.#node, this.#show, { served, timeout: options.timeout, sender });
    return { plan, outcome: await applyPlan(this.#node, plan, { ...options, sender }) };
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
