// SPDX-License-Identifier: MIT
/**
 * An MCP server with one tool, which runs JavaScript that nobody has read, contained.
 *
 * @packageDocumentation
 */
export { createServer } from "./server.js";
export type { ServerOptions } from "./settings.js";
