/** What is told to the person for a while. */
export interface Message {
  readonly text: string;
  readonly tone: "quiet" | "fault";
  /** Milliseconds. */
  readonly until: number;
}
