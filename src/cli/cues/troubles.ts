import type { ShowState } from "../../show.ts";

/** What is not as it should be, and what moves: of a whole show. */
export interface Troubles {
  /** Names of nodes that are not here. */
  readonly missing: readonly string[];
  /** How many parameters are on their way, are streamed, wait for their node, were refused, were taken. */
  readonly moving: number;
  readonly streamed: number;
  readonly waiting: number;
  readonly refused: number;
  readonly grabbed: number;
}

export function troublesOf({ nodes, running, streamed, waiting, refused, grabbed }: ShowState): Troubles {
  return {
    missing: nodes.filter(({ id, trouble }) => id === undefined && trouble === undefined).map(({ name }) => name),
    moving: running.length,
    streamed: streamed.length,
    waiting: waiting.length,
    refused: refused.size,
    grabbed: grabbed.size,
  };
}
