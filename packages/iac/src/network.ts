// SPDX-License-Identifier: MIT
import { Validations } from "aws-cdk-lib";
import { IpAddresses, Peer, Port, SecurityGroup, SubnetType, Vpc } from "aws-cdk-lib/aws-ec2";
import type { Construct } from "constructs";
import type { UntrustedCodeNetwork, UntrustedCodeVpc } from "./props.js";

/** A VPC with two subnets, no gateway of any kind and no DNS, and a security group that lets nothing out. */
function makeIsolated(scope: Construct): UntrustedCodeVpc {
  const vpc = new Vpc(scope, "Vpc", {
    ipAddresses: IpAddresses.cidr("10.0.0.0/24"),
    maxAzs: 2,
    natGateways: 0,
    // Its resolver would answer for public names, past all routes and security groups: a way out for data.
    enableDnsSupport: false,
    enableDnsHostnames: false,
    createInternetGateway: false,
    // It would take a function of the CDK's, with a role of its own; nothing uses that group.
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [{ name: "Isolated", subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 26 }],
  });
  Validations.of(vpc).acknowledge({
    id: "AwsSolutions-VPC7",
    reason:
      "No packet can leave: there is no route out, no resolver, and the one security group in use has no egress. " +
      "Refused requests are in the function's log.",
  });
  const securityGroup = new SecurityGroup(scope, "SecurityGroup", {
    vpc,
    description: "Untrusted code: nothing in, nothing out",
    allowAllOutbound: false,
  });
  return { vpc, subnets: { subnetType: SubnetType.PRIVATE_ISOLATED }, securityGroups: [securityGroup] };
}

/** Of a VPC of the caller's: out to web servers alone. DNS of the VPC is not subject to security groups. */
function makeWebGroup(scope: Construct, { vpc }: UntrustedCodeVpc): SecurityGroup {
  const group = new SecurityGroup(scope, "SecurityGroup", {
    vpc,
    description: "Untrusted code: HTTP and HTTPS out, nothing in",
    allowAllOutbound: false,
  });
  for (const port of [80, 443]) group.addEgressRule(Peer.anyIpv4(), Port.tcp(port));
  return group;
}

/** The VPC that the function is attached to; undefined for Lambda's own network. */
export function makeNetwork(scope: Construct, network: UntrustedCodeNetwork): UntrustedCodeVpc | undefined {
  if (network === "public") return undefined;
  if (network === "isolated") return makeIsolated(scope);
  return { ...network, securityGroups: network.securityGroups ?? [makeWebGroup(scope, network)] };
}
