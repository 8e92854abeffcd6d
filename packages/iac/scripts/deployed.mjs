// SPDX-License-Identifier: MIT
// The end of `make deploy`: the function's name, and a call that works.
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { readOutputs } from "./outputs.mjs";

const { FunctionName, FunctionArn, FunctionUrl } = readOutputs();
const region = FunctionArn.split(":")[3];
const { TenancyConfig } = await new LambdaClient({ region }).send(
  new GetFunctionConfigurationCommand({ FunctionName }),
);
const tenant = TenancyConfig ? '\n    tenantId: "a-tenant",' : "";

console.log(`
The function is ${FunctionName}${FunctionUrl ? `, its URL ${FunctionUrl}` : ""}

  import { runUntrustedCode } from "@untrusted-code/sdk";

  const { result } = await runUntrustedCode({
    functionName: "${FunctionName}",
    region: "${region}",${tenant}
    code: "2 + 2",
  });

make smoke${TenancyConfig ? " TENANT=a-tenant" : ""} tries it out.`);
