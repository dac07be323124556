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
