/** Waits for something on real sockets; 5 s are far more than loopback needs. */
export async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    if (tries > 1000) throw new Error(`it did not happen within 5 s: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
