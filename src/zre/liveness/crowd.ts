/**
 * Milliseconds by which everything takes longer among so many peers than alone: a hundred nodes that start together on slow
 * machines make ten thousand connections, and starting over with each other would only make more.
 */
export function crowdTime(peers: number): number {
  return Math.max(0, peers - 1) * EACH;
}

const EACH = 100;
