/** A pointer on a dashboard: where it is now. */
export interface Finger {
  readonly pointer: number;
  readonly x: number;
  readonly y: number;
}

/**
 * The fingers on a dashboard. While one of them drags a control the browser scrolls by none of the others: they share one touch, which it
 * has judged by the first. So what another finger moves up or down is scrolled here.
 */
export class Fingers {
  readonly #fingers = new Map<number, { y: number; scrolls: boolean }>();
  readonly #dragging = new Set<number>();

  down({ pointer, y }: Finger): void {
    this.#fingers.set(pointer, { y, scrolls: false });
  }

  /** This one drags a control: it scrolls nothing until it is lifted. */
  drags(pointer: number): void {
    this.#dragging.add(pointer);
  }

  /** By how many pixels the page is to scroll. */
  move({ pointer, y }: Finger): number {
    const finger = this.#fingers.get(pointer);
    if (finger === undefined || this.#dragging.has(pointer) || this.#dragging.size === 0) return 0;
    if (!finger.scrolls && Math.abs(y - finger.y) < SLACK) return 0;
    const by = finger.scrolls ? finger.y - y : 0;
    this.#fingers.set(pointer, { y, scrolls: true });
    return by;
  }

  up(pointer: number): void {
    this.#fingers.delete(pointer);
    this.#dragging.delete(pointer);
  }
}

/** Pixels that a finger moves without meaning to. */
const SLACK = 8;
