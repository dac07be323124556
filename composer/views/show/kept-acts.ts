/** A sentence at the foot of the dialog; empty ones are not shown. */
export interface Said {
  readonly tone?: "bad" | "warn" | "good";
  readonly text: string;
}

/** Something else that can be done here. */
export interface OtherAct {
  readonly name: string;
  readonly fixed?: boolean;
  readonly run: () => void;
}

/** What a dialog is for. */
export interface MainAct {
  readonly name: string;
  readonly fixed: boolean;
  /** Whether Enter does it at once: where nothing is typed. */
  readonly first?: boolean;
  readonly run: () => Promise<unknown>;
}
