import { ReferenceDied } from "./reference-death.ts";
import type { ReferenceLink } from "./reference-link.ts";
import { ReferenceNode } from "./reference-node.ts";

export type Letter = "A" | "B" | "C";

/** What was whispered in one step, sender by sender as `"B text"`, and who would have died. */
export interface Step {
  readonly A: string[];
  readonly B: string[];
  readonly C: string[];
  readonly died: string[];
}

/** The three nodes of a recorded scenario. A death is noted and the node goes on, as in the recording. */
export class ReferenceTown {
  readonly A = new ReferenceNode(IDS.A);
  readonly B = new ReferenceNode(IDS.B);
  readonly C = new ReferenceNode(IDS.C);
  #step: Step = emptyStep();
  #crossing: { readonly from: Letter; readonly to: Letter; readonly text: string }[] = [];

  /** Everyone meets everyone. */
  meet(): void {
    for (const from of LETTERS) for (const to of LETTERS) if (from !== to) this[from].handleEnter(IDS[to]);
    this.takeStep();
  }

  /** Delivers all messages, and those they lead to; the log of everything since the last call. */
  takeStep(): Step {
    this.deliver();
    const step = this.#step;
    this.#step = emptyStep();
    return step;
  }

  deliver(): void {
    this.#collect();
    for (const { from, to, text } of this.#crossing) {
      if (this.#crossing.length > 1000) throw new Error("the messages never end");
      this.hear(to, from, text);
      this.#collect();
    }
    this.#crossing = [];
  }

  /** A message that is not noted; `<A>` stands for A's id. */
  hear(at: Letter, from: Letter, message: string | Uint8Array): void {
    try {
      this[at].handleMessage(IDS[from], typeof message === "string" ? withIds(message) : message);
    } catch (error) {
      if (!(error instanceof ReferenceDied)) throw error;
      this.#step.died.push(at);
    }
  }

  /** `"A/emit B/sens"`; a name that is missing is null. */
  link(text: string): ReferenceLink {
    const [emit = "A", emitter = null, recv = "B", receiver = null] = text
      .split(" ")
      .flatMap((end) => [end.slice(0, 1), end.slice(2) || null]);
    return { emit: IDS[emit as Letter], emitter, recv: IDS[recv as Letter], receiver };
  }

  #collect(): void {
    for (const from of LETTERS) {
      for (const { to, text } of this[from].take()) {
        const letter = LETTERS.find((other) => IDS[other] === to) as Letter;
        this.#step[from].push(`${letter} ${withLetters(text)}`);
        this.#crossing.push({ from, to: letter, text });
      }
    }
  }
}

export function withIds(text: string): string {
  return text.replace(/<([ABC])>/g, (_, letter: Letter) => IDS[letter]);
}

function withLetters(text: string): string {
  return LETTERS.reduce((written, letter) => written.replaceAll(IDS[letter], `<${letter}>`), text);
}

export function emptyStep(): Step {
  return { A: [], B: [], C: [], died: [] };
}

const LETTERS = ["A", "B", "C"] as const;
// Those of the recorded scenario p3, which writes two of them in upper case.
const IDS = {
  A: "8c59acc59dd747f2bb6a607a2287a509",
  B: "abaf335a2860484c854e1d48bd0c99bd",
  C: "195b3c0cee1b49919386b77ad1a15aaa",
} as const;
