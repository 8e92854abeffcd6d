// SPDX-License-Identifier: MIT
// The app that `make synth diff deploy destroy` run: cdk.json names it.
import { App } from "aws-cdk-lib";
import { checkKeys, readContext } from "./context.js";
import { InvalidConfigurationError } from "./errors.js";
import { UntrustedCodeStack } from "./stack.js";

try {
  const app = new App();
  checkKeys(app.node);
  new UntrustedCodeStack(app, readContext(app.node).stackName ?? "UntrustedCode");
  app.synth();
} catch (error) {
  if (!(error instanceof InvalidConfigurationError)) throw error;
  process.stderr.write(`untrusted-code: ${error.message}\n`);
  process.exitCode = 2;
}
