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
  /** `waiting`: something is missing, see `reason`; `asked`: the nodes were told; `made`: the emitter lists it. */
  readonly state: "waiting" | "asked" | "made";
  /** Why it waits, in words for people; empty otherwise. */
  readonly reason: string;
  /** How its values are wanted, when somebody said so: so many a second at most, or every one. */
  readonly rate?: number;
  readonly every?: true;
}
