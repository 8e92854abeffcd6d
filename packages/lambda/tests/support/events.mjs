// SPDX-License-Identifier: MIT
// Events as AWS's services send them, in every member that they have.

/** Of a REST API of API Gateway, and of HTTP APIs with payload format 1.0. */
export const restEvent = (body, { method = "POST", isBase64Encoded = false, headers = {} } = {}) => ({
  resource: "/run",
  path: "/run",
  httpMethod: method,
  headers: { "Content-Type": "application/json", Host: "abc123.execute-api.eu-west-1.amazonaws.com", ...headers },
  multiValueHeaders: { "Content-Type": ["application/json"] },
  queryStringParameters: null,
  multiValueQueryStringParameters: null,
  pathParameters: null,
  stageVariables: null,
  requestContext: {
    resourceId: "abc123", resourcePath: "/run", httpMethod: method, extendedRequestId: "AbCdEfGhIjK=", path: "/prod/run",
    accountId: "123456789012", protocol: "HTTP/1.1", stage: "prod", requestId: "11111111-2222-3333-4444-555555555555",
    identity: { sourceIp: "192.0.2.1", userAgent: "curl/8", accessKey: null, user: null }, apiId: "abc123",
  },
  body,
  isBase64Encoded,
});

/** Of an HTTP API of API Gateway with payload format 2.0; a function URL sends the same. */
export const httpEvent = (body, { method = "POST", isBase64Encoded = false, headers = {} } = {}) => ({
  version: "2.0",
  routeKey: "$default",
  rawPath: "/run",
  rawQueryString: "a=1",
  headers: { "content-type": "application/json", host: "abc123.lambda-url.eu-west-1.on.aws", ...headers },
  queryStringParameters: { a: "1" },
  requestContext: {
    accountId: "anonymous", apiId: "abc123", domainName: "abc123.lambda-url.eu-west-1.on.aws", domainPrefix: "abc123",
    http: { method, path: "/run", protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "curl/8" },
    requestId: "11111111-2222-3333-4444-555555555555", routeKey: "$default", stage: "$default",
    time: "01/Jan/2026:00:00:00 +0000", timeEpoch: 1767225600000,
  },
  ...(body === undefined ? {} : { body }),
  isBase64Encoded,
});

/** Of an Application Load Balancer. */
export const balancerEvent = (body, { method = "POST", isBase64Encoded = false } = {}) => ({
  requestContext: { elb: { targetGroupArn: "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/run/1234567890123456" } },
  httpMethod: method,
  path: "/run",
  queryStringParameters: {},
  headers: { "content-type": "application/json", host: "run.example.com", "x-amzn-trace-id": "Root=1-5c536348-3d683b8b04734faae651f476" },
  body,
  isBase64Encoded,
});

export const HTTP_EVENTS = { "REST API": restEvent, "HTTP API and function URL": httpEvent, "load balancer": balancerEvent };
