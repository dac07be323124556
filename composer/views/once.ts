/**
 * For buttons that make and cut wires: a double click is one click. Its second half would cut what the first has made, or hit
 * what has moved to the place of what is gone.
 */
export function once(run: () => void): (event: MouseEvent) => void {
  return ({ detail }) => {
    if (detail < 2) run();
  };
}
