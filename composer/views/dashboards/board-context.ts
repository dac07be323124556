import { getContext, setContext } from "svelte";

/** What controls tell the dashboard that they are on. */
export interface Board {
  /** The pointer that moves now drags a control from here on. */
  drags(): void;
}

export function provideBoard(board: Board): void {
  setContext(BOARD, board);
}

export function useBoard(): Board {
  return getContext<Board | undefined>(BOARD) ?? NOBODY;
}

const BOARD = Symbol("board");
const NOBODY: Board = { drags: () => {} };
