/** One end of a link: a node, by name or by id, and the path of one of its parameters. */
export interface Port {
  readonly node: string;
  readonly parameter: string;
}

/** A wire from an emitter to a sensor. */
export interface Link {
  readonly emitter: Port;
  readonly sensor: Port;
}

/** A link that a node keeps alive, and how it stands. */
export interface LinkState extends Link {
  /**
   * `waiting`: something is missing, see `reason`; `asked`: the nodes were told; `refused`: one of them does not allow it, and
   * is asked again after a minute, or when it says that others may change it; `made`: the emitter lists it.
   */
  readonly state: "waiting" | "asked" | "refused" | "made";
  /** Why it is not made, in words for people; empty otherwise. */
  readonly reason: string;
  /** How its values are wanted, when somebody said so: so many a second at most, or every one. */
  readonly rate?: number;
  readonly every?: true;
}
