// SPDX-License-Identifier: MIT
// Says which AWS account and region the environment's credentials lead to. Without any it says what to do, and fails.
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

const HELP = `Set AWS_PROFILE and AWS_REGION, or AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION; or run
'aws configure' or 'aws sso login' first. Nothing was built or changed.`;

function fail(message) {
  process.stderr.write(`${message}\n${HELP}\n`);
  process.exit(2);
}

const client = new STSClient();
let region;
try {
  region = await client.config.region();
} catch {
  fail("There is no AWS region to deploy to.");
}
try {
  await client.config.credentials();
} catch (error) {
  fail(`There are no AWS credentials to deploy with: ${error.message}`);
}
try {
  const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}));
  console.log(`AWS account ${Account}, region ${region}, as ${Arn}`);
} catch (error) {
  fail(`AWS does not take these credentials: ${error.message}`);
}
