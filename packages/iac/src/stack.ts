// SPDX-License-Identifier: MIT
import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { propsOf, readContext } from "./context.js";
import { UntrustedCodeFunction } from "./function.js";

/**
 * The function as a stack of its own, with its name and ARN as outputs, configured by CDK context: `make deploy`. In an
 * app of yours {@link UntrustedCodeFunction} is what you want.
 */
export class UntrustedCodeStack extends Stack {
  readonly sandbox: UntrustedCodeFunction;

  /** @throws InvalidConfigurationError if a value of the context is wrong */
  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, {
      description: "Untrusted Code Executor: runs JavaScript that nobody has read, contained",
      ...props,
    });
    this.sandbox = new UntrustedCodeFunction(this, "Sandbox", propsOf(this, readContext(this.node)));
    new CfnOutput(this, "FunctionName", { value: this.sandbox.functionName, description: "To invoke it by" });
    new CfnOutput(this, "FunctionArn", { value: this.sandbox.functionArn, description: "To allow invoking it by" });
    if (this.sandbox.functionUrl)
      new CfnOutput(this, "FunctionUrl", {
        value: this.sandbox.functionUrl.url,
        description: "For requests signed with SigV4",
      });
  }
}
