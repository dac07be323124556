import { expect, test } from "vitest";

import { Router } from "../../src/zmtp/router.ts";

test("the newest connection holds an identity, and the older one is named", () => {
  const router = new Router<string>();
  expect(router.claim("ada", "old")).toBeUndefined();
  expect(router.claim("ada", "new")).toBe("old");
  expect(router.holder("ada")).toBe("new");
});

test("a connection that claims its identity again replaces nobody", () => {
  const router = new Router<string>();
  router.claim("ada", "old");
  expect(router.claim("ada", "old")).toBeUndefined();
});

test("a connection that was replaced cannot give the identity back", () => {
  const router = new Router<string>();
  router.claim("ada", "old");
  router.claim("ada", "new");
  router.release("ada", "old");
  expect(router.holder("ada")).toBe("new");
});

test("an identity that was given back is free", () => {
  const router = new Router<string>();
  router.claim("ada", "old");
  router.release("ada", "old");
  expect(router.holder("ada")).toBeUndefined();
  expect(router.claim("ada", "new")).toBeUndefined();
});

test("peers do not disturb each other", () => {
  const router = new Router<string>();
  router.claim("ada", "one");
  expect(router.claim("bob", "two")).toBeUndefined();
  router.release("bob", "two");
  expect(router.holder("ada")).toBe("one");
});
