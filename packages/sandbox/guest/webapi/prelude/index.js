// SPDX-License-Identifier: MIT
// The JavaScript part of the web APIs. Runs once, at build time, before the snapshot: nothing here may read
// the time or random numbers, or keep what belongs to one execution.
//
// `native` are the C primitives (../webapi.c); only code here ever sees them.
import "./globals.js";
import "./encoding.js";
import "./events.js";
import "./abort.js";
import "./clone.js";
import "./performance.js";
import "./crypto.js";
import "./url.js";
import "./streams.js";
import "./text-streams.js";
import "./blob.js";
import "./form-data.js";
import "./headers.js";
import "./request.js";
import "./response.js";
import "./fetch.js";
