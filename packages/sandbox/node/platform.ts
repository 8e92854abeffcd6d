// SPDX-License-Identifier: MIT
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { SandboxError } from "./errors.js";

const SUPPORTED = ["linux-x64", "linux-arm64"];
const require = createRequire(import.meta.url);

const version = () => (require("../package.json") as { version: string }).version;

/**
 * Path of the `untrusted` executable for this machine. It is in the package of this platform, such as
 * `@untrusted-code/sandbox-linux-x64`, which npm installs together with this one.
 *
 * @throws {@link SandboxError} `unsupported_platform` if there is none for this operating system and processor,
 * `not_installed` if its package is missing.
 * @public
 */
export function executablePath(): string {
  const platform = `${process.platform}-${process.arch}`;
  if (!SUPPORTED.includes(platform)) {
    throw new SandboxError(
      "unsupported_platform",
      `code cannot run on this machine, which is ${platform}: there are executables for ${SUPPORTED.join(" and ")}. ` +
        "It can run elsewhere: on AWS Lambda (option functionName of @untrusted-code/sdk), " +
        'or on a Linux machine that runs "untrusted serve" (option endpoint)',
    );
  }
  const name = `@untrusted-code/sandbox-${platform}`;
  try {
    return join(dirname(require.resolve(`${name}/package.json`)), "bin", "untrusted");
  } catch (cause) {
    throw new SandboxError(
      "not_installed",
      `the package ${name}, which has the executables for this machine, is not installed. npm leaves it out with ` +
        "--omit=optional (or --no-optional), and where package-lock.json or node_modules were made on another platform. " +
        `Install it: npm install --save-optional ${name}@${version()}`,
      { cause },
    );
  }
}
