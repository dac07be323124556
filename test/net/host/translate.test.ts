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
  ["ECONNABORTED", "connection-lost"],
  ["ENOTCONN", "connection-lost"],
  ["EPROTOTYPE", "connection-lost"],
  ["EOF", "connection-lost"],
  ["ENOBUFS", "network-failure"],
  ["EMFILE", "network-failure"],
  ["ENFILE", "network-failure"],
  ["UNKNOWN", "network-failure"],
])("%s of the system becomes %s", (system, code) => {
  const error = translate(Object.assign(new Error(`raw ${system}`), { code: system }), "trying");
  expect(error).toMatchObject({ code, message: expect.not.stringContaining("raw") });
});

test.each([
  [
    "EACCES",
    { syscall: "bind", port: 5670 },
    "win32",
    "not-permitted",
    /Windows has reserved this port.*excludedportrange/,
  ],
  ["EACCES", { syscall: "listen", port: 8470 }, "win32", "not-permitted", /Windows has reserved this port/],
  ["EACCES", { syscall: "listen", port: 80 }, "linux", "not-permitted", /ports below 1024/],
  ["EACCES", { syscall: "bind", port: 5670 }, "linux", "not-permitted", /the system does not permit it$/],
  ["EHOSTUNREACH", { syscall: "send", port: 5670 }, "darwin", "unreachable", /Local Network/],
  ["EHOSTUNREACH", { syscall: "connect", port: 5670 }, "darwin", "unreachable", /Local Network/],
  ["EHOSTUNREACH", { syscall: "send", port: 5670 }, "linux", "unreachable", /no way to that machine$/],
  ["EADDRNOTAVAIL", { syscall: "connect", port: 9 }, "darwin", "unreachable", /no free port/],
  ["EADDRNOTAVAIL", { syscall: "bind", port: 9 }, "darwin", "unreachable", /does not have the address/],
] as const)("%s of %j on %s becomes %s, in words of its own", (code, fields, platform, expected, words) => {
  const error = translate(Object.assign(new Error("raw"), { code, ...fields }), "trying", platform);
  expect(error).toMatchObject({ code: expected, message: expect.stringMatching(words) });
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
