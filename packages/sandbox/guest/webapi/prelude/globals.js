// SPDX-License-Identifier: MIT
// The global object itself: `self` as workers have it.
import { addGlobal } from "./primordials.js";

addGlobal("self", globalThis);
