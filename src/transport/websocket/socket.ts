/** What is needed of a WebSocket: that of a browser, or one like it. */
export interface Socket {
  addEventListener(type: "open" | "error", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { readonly code: number; readonly reason: string }) => void): void;
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

/** What makes one: the class `WebSocket` of a browser, or of the package `ws`. */
export type SocketClass = new (url: string, protocols: string | string[]) => Socket;
