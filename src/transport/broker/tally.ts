/** What has happened since this node is on the broker, for people. */
export class Tally {
  /** Messages that were sent again. */
  repeated = 0;
  /** How often a peer was asked to send again. */
  resets = 0;
  /** Messages that nobody sealed whom they name, or that came again. */
  dropped = 0;
  /** How many pairs have ended, for each reason. */
  readonly ended = new Map<string, number>();

  end(reason: string): void {
    // What breaks the protocol does it in a thousand ways.
    const [kind = ""] = reason.split(":");
    this.ended.set(kind, (this.ended.get(kind) ?? 0) + 1);
  }
}
