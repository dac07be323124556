// What is used of it, so that the types can be checked where it is not installed.

export interface Options {
  readonly linger?: number;
  readonly handover?: boolean;
  readonly reconnectInterval?: number;
  readonly curveServer?: boolean;
  readonly curveServerKey?: string;
  readonly curvePublicKey?: string;
  readonly curveSecretKey?: string;
}

type Part = string | Uint8Array;

declare class Socket {
  constructor(options?: Options);
  readonly closed: boolean;
  readonly lastEndpoint: string | null;
  bind(endpoint: string): Promise<void>;
  connect(endpoint: string): void;
  send(parts: Part | readonly Part[]): Promise<void>;
  receive(): Promise<Buffer[]>;
  close(): void;
  [Symbol.asyncIterator](): AsyncIterator<Buffer[]>;
}

export class Dealer extends Socket {
  routingId: string | Uint8Array | null;
}

export class Router extends Socket {
  mandatory: boolean;
}

export function curveKeyPair(): { readonly publicKey: string; readonly secretKey: string };
