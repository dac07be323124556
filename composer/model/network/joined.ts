/** Does something with a node that joins. When that fails the node leaves again: each further try would leave one more behind. */
export async function withJoined<Node extends { stop(): Promise<void> }, Result>(
  joining: Promise<Node>,
  use: (node: Node) => Promise<Result>,
): Promise<Result> {
  const node = await joining;
  try {
    return await use(node);
  } catch (error) {
    // Why it fails to leave matters less than why it has to.
    await node.stop().catch(() => {});
    throw error;
  }
}
