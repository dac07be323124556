import { expect, test } from "vitest";

import { UsageError } from "../../src/index.ts";
import { meshAddress } from "../../src/transport/websocket/page.ts";

test.each([
  ["http://127.0.0.1:8470/", "ws://127.0.0.1:8470/mesh"],
  ["http://127.0.0.1:8470/?token=ab", "ws://127.0.0.1:8470/mesh"],
  ["http://desk.lan/show/fader.html", "ws://desk.lan/mesh"],
  ["http://desk.lan/show/deep/er/fader.html?x=1", "ws://desk.lan/mesh"],
  ["https://venue.example/zocp/", "wss://venue.example/zocp/mesh"],
  ["https://venue.example/zocp/show/fader.html", "wss://venue.example/zocp/mesh"],
  ["https://venue.example/a/b/?token=ab", "wss://venue.example/a/b/mesh"],
  ["wss://venue.example/zocp/", "wss://venue.example/zocp/mesh"],
])("a page at %s finds the gateway at %s", (page, mesh) => {
  expect(meshAddress(page).url).toBe(mesh);
});

test.each([
  ["https://venue.example/zocp/zocp/browser.js", "wss://venue.example/zocp/mesh"],
  ["http://127.0.0.1:8470/zocp/browser.js", "ws://127.0.0.1:8470/mesh"],
])("the library that was loaded from %s knows the same", (library, mesh) => {
  expect(meshAddress(undefined, library).url).toBe(mesh);
});

test("the token of a link goes along, and what is no URL is refused", () => {
  expect(meshAddress("http://desk.lan/zocp/?token=abc").token).toBe("abc");
  expect(() => meshAddress("http://")).toThrow(UsageError);
  expect(() => meshAddress(undefined, "file:///somewhere.js")).toThrow(UsageError);
});
