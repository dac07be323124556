/** Where a port of either protocol is, and whom it listens to. */
export interface PortOptions {
  /** The address of the interface, and that of everybody there. */
  readonly address: string;
  readonly broadcast: string;
  /** Undefined: the one that belongs to the protocol. */
  readonly port?: number | undefined;
  /** It listens on the address alone: nothing that is sent to groups or to everybody. */
  readonly alone?: boolean;
  readonly allows: (host: string) => boolean;
  readonly failed: (reason: string) => void;
}
