// SPDX-License-Identifier: MIT
import { ArnFormat, Stack, Validations } from "aws-cdk-lib";
import { Effect, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";

/** What Lambda does in the function's name to attach it to a VPC. Describing is only possible for all at once. */
const NETWORK_INTERFACES = [
  "ec2:AssignPrivateIpAddresses",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:UnassignPrivateIpAddresses",
];

function allowNetworkInterfaces(role: Role): void {
  role.addToPolicy(new PolicyStatement({ actions: NETWORK_INTERFACES, resources: ["*"] }));
  // Lambda itself may; whoever is in the function may not: of these calls only those from there carry the function's
  // ARN. Not so of logs and X-Ray, where Lambda's own calls do, too: this must not be extended to them.
  const anyFunction = Stack.of(role).formatArn({
    service: "lambda",
    resource: "function",
    resourceName: "*",
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  role.addToPolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions: NETWORK_INTERFACES,
      resources: ["*"],
      conditions: { ArnLike: { "lambda:SourceFunctionArn": anyFunction } },
    }),
  );
}

/**
 * The function's role: it may write to its log group. In a VPC Lambda needs more of it, and so does tracing; neither
 * knows anything narrower than all resources.
 */
export function makeRole(scope: Construct, logGroup: ILogGroup, needs: { vpc: boolean; tracing: boolean }): Role {
  const role = new Role(scope, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
  // The group's ARN as CloudFormation gives it ends in :*, its streams: Lambda names those.
  role.addToPolicy(
    new PolicyStatement({ actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [logGroup.logGroupArn] }),
  );
  if (needs.vpc) allowNetworkInterfaces(role);
  const reasons = [
    ...(needs.vpc
      ? ["Lambda's network interfaces, which Lambda checks for on all; denied to code in a function."]
      : []),
    // The CDK adds that statement.
    ...(needs.tracing ? ["X-Ray, which knows no resources."] : []),
  ];
  if (reasons.length > 0)
    Validations.of(role).acknowledge({ id: "AwsSolutions-IAM5[Resource::*]", reason: reasons.join(" ") });
  return role;
}
