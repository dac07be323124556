/** What is published so that it arrives, and when it has. */
type Publish<Message> = (message: Message, arrived: () => void) => void;

/**
 * Keeps no more messages on their way than a server takes at once (its Receive Maximum): the library sends all of them, and servers end
 * connections for that. What waits is bounded; nothing waits for a server that is not there, because an event that comes late is a wrong one.
 */
export class EventWindow<Message> {
  readonly #publish: Publish<Message>;
  #waiting: Message[] = [];
  #underway = 0;
  #size = 0;
  /** Which connection it is: what was on its way on another one counts no more. */
  #turn = 0;
  /** Events that were thrown away. */
  dropped = 0;

  constructor(publish: Publish<Message>) {
    this.#publish = publish;
  }

  open(receiveMaximum: number): void {
    this.#size = Math.min(receiveMaximum, LARGEST);
    this.#underway = 0;
    this.#turn++;
  }

  close(): void {
    this.dropped += this.#waiting.length;
    this.#size = 0;
    this.#waiting = [];
  }

  push(message: Message): void {
    if (this.#size === 0 || this.#waiting.length >= MOST_WAITING) this.dropped++;
    else this.#waiting.push(message);
    this.#release();
  }

  #release(): void {
    const turn = this.#turn;
    while (this.#underway < this.#size) {
      const message = this.#waiting.shift();
      if (message === undefined) return;
      this.#underway++;
      this.#publish(message, () => {
        if (turn !== this.#turn) return;
        this.#underway--;
        this.#release();
      });
    }
  }
}

const LARGEST = 100;
const MOST_WAITING = 1000;
