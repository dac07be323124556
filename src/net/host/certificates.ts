import { checkServerIdentity, type PeerCertificate } from "node:tls";

/**
 * Compares the certificate of a server with its name. Who dials an address by a stream of his own is asked for that of "localhost": then
 * the certificate has to be for one of the addresses that were named.
 */
export function identityOf(
  hosts: readonly string[],
): (host: string, certificate: PeerCertificate) => Error | undefined {
  const addresses = hosts.filter((host) => ADDRESS.test(host)).map((host) => host.replace(/^\[|\]$/g, ""));
  return (host, certificate) => {
    if (host !== NO_NAME || hosts.includes(NO_NAME)) return checkServerIdentity(host, certificate);
    let objection: Error | undefined = new Error(`no address was named, and the host is ${host}`);
    for (const address of addresses) {
      objection = checkServerIdentity(address, certificate);
      if (objection === undefined) return undefined;
    }
    return objection;
  };
}

/** What is wrong with TLS at a server, for people; undefined for an error of another kind. */
export function describeTls(error: unknown): string | undefined {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code !== "string") return undefined;
  if (UNTRUSTED.has(code))
    return "its certificate is from nobody whom this machine trusts (NODE_EXTRA_CA_CERTS names a file of others that are to be trusted)";
  if (code === "CERT_HAS_EXPIRED") return "its certificate has expired, or the clock of this machine is wrong";
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return `its certificate is for another host: ${String(message).replace(/^.*?altnames: /, "")}`;
  if (WANTS_ONE.test(code))
    return "it wants a certificate of this node, and nodes have none: let it take users and passwords";
  return undefined;
}

const ADDRESS = /^(\d+\.\d+\.\d+\.\d+|\[.*\])$/;
const NO_NAME = "localhost";
const UNTRUSTED: ReadonlySet<string> = new Set([
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
]);
/** What OpenSSL calls the alerts of a server whose client has shown none. */
const WANTS_ONE = /^ERR_SSL_.*ALERT_(BAD_CERTIFICATE|CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE)$/;
