/** What is needed of a WebSocket: that of a browser, or one like it. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  onerror: ((event: never) => void) | null;
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

/** What makes one: the class `WebSocket` of a browser, or of the package `ws`. */
export type SocketClass = new (url: string, protocol: string) => Socket;
