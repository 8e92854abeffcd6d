// SPDX-License-Identifier: MIT
// The tests' own guard: they run nowhere but in a network that leads nowhere.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { execute } from "../support/programs.mjs";
import { PARENT, unshareArgs } from "./support/namespace.mjs";

const WORLD = JSON.stringify(new URL("support/world.mjs", import.meta.url).href);
const START = `import(${WORLD}).then(({ makeWorld }) => makeWorld()).then(() => process.exit(), error => { console.error(error.message); process.exit(9); })`;
const RIGHT = "net:[1] mnt:[1]"; // of nobody

export default function () {
  describe("the tests", () => {
    async function assertRefuses(why, { program = process.execPath, args = ["-e", START], parent = RIGHT } = {}) {
      const env = { ...process.env, [PARENT]: parent };
      if (parent === undefined || parent === null) delete env[PARENT];
      const { status, stderr } = await execute(program, args, { env });
      assert.match(stderr, why);
      assert.equal(status, 9);
    }

    it("refuse to start by hand", () => assertRefuses(/by hand/, { parent: null }));

    it("refuse to start in the network and with the mounts of whoever starts them", async () => {
      const [net, mount] = await Promise.all(
        ["net", "mnt"].map(async name => (await execute("readlink", [`/proc/self/ns/${name}`])).stdout.trim()),
      );
      await assertRefuses(/the network is the machine's/, { parent: `${net} ${mount}` });
      await assertRefuses(/the mounts are the machine's/, { parent: `net:[1] ${mount}` });
    });

    it("refuse to start where a route leads away", async () => {
      const inside = commands => ["sh", "-c", `${commands} && exec "$0" "$@"`, process.execPath, "-e", START];
      for (const route of ["ip route add default dev lo", "ip -6 route add default dev lo"])
        await assertRefuses(/it has a route: default/, {
          program: "unshare",
          args: [...unshareArgs(), ...inside(`ip link set lo up && ${route}`)],
        });
    });
  });
}
