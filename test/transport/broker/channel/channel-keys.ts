import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

import { createKeyFile } from "../../../../src/keys/key-file.ts";
import { KeyStore } from "../../../../src/keys/key-store.ts";
import { hostAgreement } from "../../../../src/net/host/agreement.ts";
import { hostNet } from "../../../../src/net/host/host-net.ts";
import type { Clock } from "../../../../src/net/net.ts";
import { ChannelKeys } from "../../../../src/transport/broker/channel/channel-keys.ts";

/** Key files in a folder of their own, which goes with the test. */
export class KeyFolder {
  readonly path = mkdtempSync(join(tmpdir(), "zocp-channel-"));
  readonly allowed = mkdtempSync(join(tmpdir(), "zocp-allowed-"));

  constructor() {
    onTestFinished(() => {
      for (const path of [this.path, this.allowed]) rmSync(path, { recursive: true, force: true });
    });
  }

  /** The public half is what it gives. */
  make(name: string): string {
    return createKeyFile(this.file(name));
  }

  file(name: string): string {
    return join(this.path, name);
  }

  allow(name: string, publicKey: string): void {
    writeFileSync(join(this.allowed, name), `${publicKey}\n`);
  }

  disallow(name: string): void {
    rmSync(join(this.allowed, name));
  }

  /** Of one who has that key; `folder`: whether all who are allowed may come in, or only who has the same. */
  keys(name: string, { folder = false, show = "show", clock = hostNet().clock }: KeysOptions = {}): ChannelKeys {
    const net = { ...hostNet(), clock };
    const store = new KeyStore({ net, key: this.file(name), keys: folder ? this.allowed : undefined });
    return new ChannelKeys({ store, agreement: hostAgreement, show });
  }
}

interface KeysOptions {
  readonly folder?: boolean;
  readonly show?: string;
  readonly clock?: Clock;
}
