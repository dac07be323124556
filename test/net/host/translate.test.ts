import { expect, test } from "vitest";

import { NetworkError } from "../../../src/errors.ts";
import { translate } from "../../../src/net/host/translate.ts";

test.each([
  ["EADDRINUSE", "address-in-use"],
  ["EADDRNOTAVAIL", "unreachable"],
  ["EACCES", "not-permitted"],
  ["EPERM", "not-permitted"],
  ["ECONNREFUSED", "connection-refused"],
  ["ECONNRESET", "connection-lost"],
  ["EPIPE", "connection-lost"],
  ["ETIMEDOUT", "timed-out"],
  ["EHOSTUNREACH", "unreachable"],
  ["ENETDOWN", "unreachable"],
])("%s of the system becomes %s", (system, code) => {
  expect(translate(Object.assign(new Error("no"), { code: system }), "trying")).toMatchObject({ code });
});

test("an error without a code that is known keeps what the system said", () => {
  const cause = Object.assign(new Error("the moon is full"), { code: "EMOON" });
  const error = translate(cause, "cannot listen on 127.0.0.1:1");
  expect(error).toBeInstanceOf(NetworkError);
  expect([error.code, error.message, error.cause]).toEqual([
    "network-failure",
    "cannot listen on 127.0.0.1:1: the moon is full",
    cause,
  ]);
});

test.each([undefined, null, "text", 7])("what is no error at all (%s) becomes one", (thrown) => {
  expect(translate(thrown, "trying")).toMatchObject({ code: "network-failure", message: `trying: ${thrown}` });
});
