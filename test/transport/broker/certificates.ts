import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** Whether certificates can be made on this machine. Says so in one sentence when not. */
export function hasOpenssl(): boolean {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    console.warn("left out: TLS to brokers, because openssl is not installed");
    return false;
  }
}

/** An authority of certificates of one's own, which goes with the test. */
export class Authority {
  readonly #folder = mkdtempSync(join(tmpdir(), "zocp-tls-"));

  constructor() {
    onTestFinished(() => rmSync(this.#folder, { recursive: true, force: true }));
    // Mosquitto reads them as a user of its own.
    chmodSync(this.#folder, 0o755);
    this.#openssl(
      "req",
      "-x509",
      ...KEY,
      "-keyout",
      this.file("ca.key"),
      "-out",
      this.file("ca.pem"),
      "-subj",
      "/CN=CA",
    );
  }

  /** A certificate for `host` ("IP:127.0.0.1", "DNS:a.example"), and its key: `NAME.pem` and `NAME.key`. */
  issue(name: string, host: string): void {
    const [key, request, names] = ["key", "csr", "ext"].map((end) => this.file(`${name}.${end}`)) as [
      string,
      string,
      string,
    ];
    writeFileSync(names, `subjectAltName=${host}`);
    this.#openssl("req", ...KEY, "-keyout", key, "-out", request, "-subj", `/CN=${name}`);
    const signed = ["-CA", this.file("ca.pem"), "-CAkey", this.file("ca.key"), "-CAcreateserial", "-extfile", names];
    this.#openssl("x509", "-req", "-in", request, ...signed, "-days", "2", "-out", this.file(`${name}.pem`));
    chmodSync(key, 0o644);
  }

  file(name: string): string {
    return join(this.#folder, name);
  }

  #openssl(...words: string[]): void {
    execFileSync("openssl", words, { stdio: "ignore" });
  }
}

const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
