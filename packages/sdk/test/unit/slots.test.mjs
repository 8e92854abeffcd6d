// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, it } from "node:test";
import { Slots } from "../../dist/slots.js";

describe("slots", () => {
  it("are given in the order of those who wait", async () => {
    const slots = new Slots(2);
    const order = [];
    await slots.acquire();
    await slots.acquire();
    const waiting = ["a", "b", "c"].map(name => slots.acquire().then(() => order.push(name)));
    slots.release();
    slots.release();
    await Promise.all(waiting.slice(0, 2));
    assert.deepEqual(order, ["a", "b"]);
    slots.release();
    await Promise.all(waiting);
    assert.deepEqual(order, ["a", "b", "c"]);
  });

  it("are not lost to those who gave up waiting", async () => {
    const slots = new Slots(1);
    const controller = new AbortController();
    await slots.acquire();
    const given = slots.acquire(controller.signal);
    const next = slots.acquire(new AbortController().signal);
    controller.abort(new Error("enough"));
    await assert.rejects(given, { message: "enough" });
    slots.release();
    await next;
    slots.release();
    await slots.acquire();
    await assert.rejects(slots.acquire(controller.signal), { message: "enough" });
  });

  it("leave no listener behind", async () => {
    const slots = new Slots(1);
    const { signal } = new AbortController();
    for (let i = 0; i < 3; i++) {
      await slots.acquire(signal);
      const waiting = slots.acquire(signal);
      slots.release();
      await waiting;
      slots.release();
    }
    assert.equal(getEventListeners(signal, "abort").length, 0);
  });
});
